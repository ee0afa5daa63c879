import { ProblemError } from '@carrel/contract';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import type { Messages } from '../messages/en.ts';
import { useMessages } from '../messages/language.tsx';
import { AlertText } from '../ui/alert-text.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';
import { PasswordField } from '../ui/password-field.tsx';

interface PasswordFormProps {
  readonly onDone: () => void;
  readonly onSecondFactor: () => void;
}

export function PasswordForm({ onDone, onSecondFactor }: PasswordFormProps) {
  const messages = useMessages();
  const words = messages.signIn;
  const { auth } = useApi();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: auth.signIn,
    onSuccess: ({ needsSecondFactor }) => (needsSecondFactor ? onSecondFactor() : onDone()),
  });
  const reason = signIn.error === null ? null : reasonOf(signIn.error, messages);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate({ email: email.trim(), password });
      }}
    >
      <h1 className="text-lead font-semibold">{words.title}</h1>
      <Field
        label={words.email}
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField label={words.password} value={password} onChange={setPassword} />
      {reason !== null && <AlertText>{reason}</AlertText>}
      {signIn.error !== null && reason === null && <FailureNote error={signIn.error} />}
      <Button type="submit" look="primary" disabled={signIn.isPending}>
        {signIn.isPending ? words.working : words.submit}
      </Button>
    </form>
  );
}

/** The two refusals that have words of their own; null for every other failure. */
function reasonOf(error: unknown, messages: Messages): string | null {
  if (!(error instanceof ProblemError)) return null;
  if (error.problem.status === 401) return messages.signIn.wrong;
  return error.problem.status === 429 ? messages.signIn.tooMany : null;
}
