import { Tooltip } from 'radix-ui';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does: its name for screen readers, and the tooltip. */
  readonly label: string;
  readonly keyHint?: string;
  readonly isActive?: boolean;
  readonly children: ReactNode;
}

export function IconButton({ label, keyHint, isActive = false, className, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          aria-label={label}
          className={classNames(
            'inline-flex size-8 shrink-0 items-center justify-center rounded-box transition-colors hover:bg-hover hover:text-ink disabled:opacity-40 disabled:hover:bg-transparent',
            isActive ? 'bg-accent-soft text-accent' : 'text-soft',
            className,
          )}
          {...rest}
        >
          {children}
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content sideOffset={6} className="appear z-50 flex items-center gap-2 rounded-box bg-ink px-2 py-1 text-small text-paper">
          {label}
          {keyHint !== undefined && <kbd className="rounded-small border border-current px-1 font-ui text-tiny opacity-70">{keyHint}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
