import { ProblemError, routes } from '@carrel/contract';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import type { ProofRequest } from '../api/proof-gate.ts';
import { useMessages } from '../messages/language.tsx';
import { AlertText } from '../ui/alert-text.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { PasswordField } from '../ui/password-field.tsx';

/** Asks for the password whenever something needs a fresh sign-in, wherever it was begun. */
export function ProofDialog() {
  const { proofs } = useApi();
  const [request, setRequest] = useState<ProofRequest | null>(null);
  useEffect(() => proofs.subscribe(setRequest), [proofs]);
  return request === null ? null : <ProofForm request={request} />;
}

function ProofForm({ request }: { readonly request: ProofRequest }) {
  const messages = useMessages();
  const words = messages.access.proof;
  const { client } = useApi();
  const [password, setPassword] = useState('');
  const confirm = useMutation({
    mutationFn: () => client.call(routes.confirmSession, { body: { password } }),
    onSuccess: () => request.settle(true),
  });
  const isWrong = confirm.error instanceof ProblemError && confirm.error.problem.code === 'PASSWORD_WRONG';
  return (
    <Dialog title={words.title} onClose={() => request.settle(false)}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate();
        }}
      >
        <p className="text-soft">{words.body}</p>
        <PasswordField label={words.password} autoFocus hint={words.noPassword} value={password} onChange={setPassword} />
        {isWrong && <AlertText>{words.wrong}</AlertText>}
        {confirm.error !== null && !isWrong && <FailureNote error={confirm.error} />}
        <PasskeyButton purpose="confirm" onDone={() => request.settle(true)} />
        <DialogActions>
          <Button onClick={() => request.settle(false)}>{messages.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={confirm.isPending}>
            {words.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
