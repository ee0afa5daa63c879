import { routes } from '@carrel/contract';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';

const leastPasswordChars = 12;

interface ProfileFormProps {
  readonly submit: string;
  /** What an administrator has written already; null: nothing. */
  readonly known: { readonly name: string; readonly email: string } | null;
  readonly onDone: () => void;
}

/** Name, e-mail address and password of whoever came by a one-time link. */
export function ProfileForm({ submit, known, onDone }: ProfileFormProps) {
  const messages = useMessages();
  const { client } = useApi();
  const [name, setName] = useState(known?.name ?? '');
  const [email, setEmail] = useState(known?.email ?? '');
  const [password, setPassword] = useState('');
  const setup = useMutation({
    mutationFn: (body: { readonly name: string; readonly email: string; readonly password: string }) =>
      client.call(routes.setupOwner, { body }),
    onSuccess: onDone,
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setup.mutate({ name: name.trim(), email: email.trim(), password });
      }}
    >
      <Field
        label={messages.setup.name}
        name="name"
        autoComplete="name"
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label={messages.setup.email}
        type="email"
        name="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label={messages.setup.password}
        type="password"
        name="password"
        autoComplete="new-password"
        required
        minLength={leastPasswordChars}
        maxLength={256}
        hint={messages.settings.passwordHint}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {setup.error !== null && <FailureNote error={setup.error} />}
      <Button type="submit" look="primary" disabled={setup.isPending}>
        {submit}
      </Button>
    </form>
  );
}
