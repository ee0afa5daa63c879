import type { ButtonHTMLAttributes } from 'react';
import { classNames } from '../lib/class-names.ts';

const looks = {
  primary: 'border-accent-ground bg-accent-ground text-on-accent hover:opacity-90 disabled:opacity-50',
  quiet: 'border-line-strong bg-sheet text-ink hover:bg-hover disabled:text-faint',
  plain: 'border-transparent text-soft hover:bg-hover hover:text-ink disabled:text-faint',
  danger: 'border-danger bg-sheet text-danger hover:bg-danger-soft disabled:opacity-50',
} as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: keyof typeof looks;
  readonly size?: 'small' | 'regular';
  /** Why it cannot be done now, as the banner above the page says at length; null: it can. */
  readonly blocked?: string | null;
}

export function Button({ look = 'quiet', size = 'regular', blocked = null, className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center gap-2 rounded-box border font-medium whitespace-nowrap transition-colors',
        size === 'small' ? 'h-7 px-2.5 text-small' : 'h-9 px-3.5 text-ui',
        looks[look],
        className,
      )}
      {...rest}
      {...(blocked !== null && { disabled: true, title: blocked, 'aria-describedby': 'service-state' })}
    />
  );
}
