import { ChevronDown } from 'lucide-react';
import { classNames } from '../lib/class-names.ts';
import { inputLook } from './field.tsx';

interface SelectFieldProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly onChange: (value: Value) => void;
  readonly className?: string;
}

/** The browser's own choice box, named by a label that only screen readers get. */
export function SelectField<Value extends string>({ label, value, options, onChange, className }: SelectFieldProps<Value>) {
  return (
    <div className={classNames('relative', className)}>
      <select
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
        className={classNames(inputLook, 'appearance-none pr-8')}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2.5 right-2.5 size-4 text-faint" />
    </div>
  );
}
