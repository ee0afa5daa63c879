import { Search } from 'lucide-react';
import { inputLook } from '../ui/field.tsx';

interface FindBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Narrows the list below it. */
export function FindBox({ label, value, onChange }: FindBoxProps) {
  return (
    <div className="relative min-w-0 flex-1 basis-52 tablet:max-w-96">
      <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-faint" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        className={`${inputLook} pl-9`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
