import { useMutation } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ProblemError } from '@carrel/contract';
import { useApi } from '../api/api-context.tsx';
import { useMessages } from '../messages/language.tsx';
import { AlertText } from '../ui/alert-text.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { canUsePasskeys, isTurnedDown, signWithPasskey } from './browser-passkeys.ts';

interface PasskeyButtonProps {
  readonly purpose: 'sign-in' | 'confirm';
  readonly onDone: () => void;
}

/** Signs in, or proves again who it is, with a passkey; nothing where the browser has none. */
export function PasskeyButton({ purpose, onDone }: PasskeyButtonProps) {
  const words = useMessages().access.passkeys;
  const { client } = useApi();
  const [isShown, setShown] = useState(false);
  // The exported page knows no browser.
  useEffect(() => setShown(canUsePasskeys()), []);
  const sign = useMutation({ mutationFn: () => signWithPasskey(client, purpose), onSuccess: onDone });
  if (!isShown) return null;
  const isRefused = sign.error instanceof ProblemError && sign.error.problem.code === 'PASSKEY_REFUSED';
  return (
    <div className="flex flex-col gap-3">
      <Button disabled={sign.isPending} onClick={() => sign.mutate()}>
        <Fingerprint aria-hidden className="size-4 text-faint" />
        {purpose === 'sign-in' ? words.signIn : words.confirm}
      </Button>
      {isRefused && <AlertText>{words.refused}</AlertText>}
      {sign.error !== null && isTurnedDown(sign.error) && <AlertText>{words.turnedDown}</AlertText>}
      {sign.error !== null && !isRefused && !isTurnedDown(sign.error) && <FailureNote error={sign.error} />}
    </div>
  );
}
