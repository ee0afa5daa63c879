import { ProblemError } from '@carrel/contract';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useMessages } from '../messages/language.tsx';
import { AlertText } from '../ui/alert-text.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';
import { PasswordField } from '../ui/password-field.tsx';

export function PasswordChange({ email }: { readonly email: string }) {
  const messages = useMessages();
  const words = messages.settings;
  const { auth } = useApi();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: auth.changePassword,
    onSuccess: () => {
      setCurrent('');
      setNext('');
    },
  });
  const isWrong = change.error instanceof ProblemError && change.error.problem.status === 400;
  return (
    <form
      className="flex max-w-[420px] flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ currentPassword: current, newPassword: next });
      }}
    >
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordField label={words.currentPassword} value={current} onChange={setCurrent} />
      <Field
        label={words.newPassword}
        type="password"
        autoComplete="new-password"
        required
        minLength={12}
        maxLength={256}
        hint={words.passwordHint}
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      {isWrong && <AlertText>{words.passwordWrong}</AlertText>}
      {change.error !== null && !isWrong && <FailureNote error={change.error} />}
      {change.isSuccess && (
        <p role="status" className="text-ui text-accent">
          {words.passwordChanged}
        </p>
      )}
      <div>
        <Button type="submit" disabled={change.isPending}>
          {words.changePassword}
        </Button>
      </div>
    </form>
  );
}
