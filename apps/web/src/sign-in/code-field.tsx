import { Field } from '../ui/field.tsx';

interface CodeFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The six digits of an authenticator app: number keys on a phone, and filled in by those that can. */
export function CodeField({ label, hint, value, onChange }: CodeFieldProps) {
  return (
    <Field
      label={label}
      {...(hint !== undefined && { hint })}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9 ]{6,7}"
      maxLength={7}
      required
      autoFocus
      value={value}
      onChange={(event) => onChange(event.target.value.replaceAll(/[^0-9]/g, ''))}
    />
  );
}
