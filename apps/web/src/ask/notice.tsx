import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';

interface NoticeProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly isDashed?: boolean;
  readonly children: ReactNode;
}

/** Stands where an answer would: why there is none, and what to do. */
export function Notice({ icon, title, isDashed = false, children }: NoticeProps) {
  return (
    <div
      className={classNames(
        'flex gap-3 rounded-box border border-line-strong bg-sheet px-4 py-3.5',
        isDashed && 'border-dashed bg-transparent',
      )}
    >
      <span aria-hidden className="mt-1 shrink-0 text-faint [&>svg]:size-4">
        {icon}
      </span>
      <div className="flex min-w-0 flex-1 flex-col items-start gap-2">
        <p className="font-semibold">{title}</p>
        {children}
      </div>
    </div>
  );
}
