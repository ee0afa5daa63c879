import { routes } from '@carrel/contract';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useMessages } from '../messages/language.tsx';
import { CodeField } from '../sign-in/code-field.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { PasswordStep } from './password-step.tsx';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

interface Begun {
  readonly uri: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

interface SecondFactorSetupProps {
  readonly hasPassword: boolean;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Password, QR code and first code, recovery codes; it is on once the first code was right. */
export function SecondFactorSetup({ hasPassword, onDone, onClose }: SecondFactorSetupProps) {
  const words = useMessages().access.secondFactor;
  const { client } = useApi();
  const [begun, setBegun] = useState<Begun | null>(null);
  const [isOn, setOn] = useState(false);
  if (begun === null)
    return (
      <PasswordStep
        title={words.title}
        body={words.off}
        action={words.continue}
        hasPassword={hasPassword}
        run={(body) => client.call(routes.beginSecondFactor, { body })}
        onDone={setBegun}
        onClose={onClose}
      />
    );
  if (!isOn)
    return (
      <ScanStep
        begun={begun}
        onDone={() => {
          setOn(true);
          onDone();
        }}
        onClose={onClose}
      />
    );
  return (
    <Dialog title={words.codesTitle} onClose={onClose}>
      <RecoveryCodes codes={begun.recoveryCodes} />
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {words.codesKept}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function ScanStep({ begun, onDone, onClose }: { readonly begun: Begun; readonly onDone: () => void; readonly onClose: () => void }) {
  const messages = useMessages();
  const words = messages.access.secondFactor;
  const { client } = useApi();
  const [code, setCode] = useState('');
  const confirm = useMutation({ mutationFn: () => client.call(routes.confirmSecondFactor, { body: { code } }), onSuccess: onDone });
  return (
    <Dialog title={words.title} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate();
        }}
      >
        <p className="text-soft">{words.scan}</p>
        <div className="flex flex-col items-center gap-3">
          <QrCode text={begun.uri} label={words.qr} />
          <p className="text-small text-faint">{words.typeIn}</p>
          <p className="flex max-w-full items-center gap-1">
            <code className="font-mono text-code break-all">{begun.secret}</code>
            <CopyButton text={begun.secret} label={words.copySecret} />
          </p>
        </div>
        <CodeField label={words.code} hint={words.codeHint} value={code} onChange={setCode} />
        {confirm.error !== null && <FailureNote error={confirm.error} />}
        <DialogActions>
          <Button onClick={onClose}>{messages.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={confirm.isPending}>
            {words.turnOn}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
