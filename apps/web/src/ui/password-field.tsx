import type { ReactNode } from 'react';
import { Field } from './field.tsx';

interface PasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly autoFocus?: boolean;
}

/** The password that somebody has: managers of passwords fill it in. */
export function PasswordField({ onChange, ...rest }: PasswordFieldProps) {
  return (
    <Field
      {...rest}
      type="password"
      name="password"
      autoComplete="current-password"
      required
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
