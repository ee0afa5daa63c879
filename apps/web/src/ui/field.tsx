import type { InputHTMLAttributes, ReactNode } from 'react';
import { useId } from 'react';
import { classNames } from '../lib/class-names.ts';

export const inputLook =
  'h-9 w-full rounded-box border border-line-strong bg-sheet px-3 text-ui text-ink placeholder:text-faint focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: ReactNode;
}

export function Field({ label, hint, className, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div className={classNames('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="text-small font-medium text-soft">
        {label}
      </label>
      <input id={id} aria-describedby={hint === undefined ? undefined : `${id}-hint`} className={inputLook} {...rest} />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-small text-faint">
          {hint}
        </p>
      )}
    </div>
  );
}
