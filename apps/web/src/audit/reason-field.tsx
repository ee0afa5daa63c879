import { useAuditWords } from '../messages/use-audit-words.ts';
import { Field } from '../ui/field.tsx';

const leastChars = 3;
const mostChars = 1000;

interface ReasonFieldProps {
  readonly value: string;
  readonly autoFocus?: boolean;
  readonly onChange: (reason: string) => void;
}

/** Why somebody does it; what is written is kept in the log, sealed. */
export function ReasonField({ value, autoFocus = false, onChange }: ReasonFieldProps) {
  const words = useAuditWords().keeping;
  return (
    <Field
      label={words.reason}
      hint={words.reasonHint}
      value={value}
      minLength={leastChars}
      maxLength={mostChars}
      required
      autoFocus={autoFocus}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export function isReason(text: string): boolean {
  return text.trim().length >= leastChars;
}
