import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { PasswordField } from '../ui/password-field.tsx';

interface PasswordStepProps<Result> {
  readonly title: string;
  readonly body: string;
  readonly action: string;
  /** People of an identity provider have none; then there is nothing to enter. */
  readonly hasPassword: boolean;
  readonly run: (body: { readonly password?: string }) => Promise<Result>;
  readonly onDone: (result: Result) => void;
  readonly onClose: () => void;
}

/** A step that the password unlocks. */
export function PasswordStep<Result>({ title, body, action, hasPassword, run, onDone, onClose }: PasswordStepProps<Result>) {
  const messages = useMessages();
  const [password, setPassword] = useState('');
  const step = useMutation({ mutationFn: () => run(hasPassword ? { password } : {}), onSuccess: onDone });
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          step.mutate();
        }}
      >
        <p className="text-soft">{body}</p>
        {hasPassword && <PasswordField label={messages.access.secondFactor.password} autoFocus value={password} onChange={setPassword} />}
        {step.error !== null && <FailureNote error={step.error} />}
        <DialogActions>
          <Button onClick={onClose}>{messages.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={step.isPending}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
