import { ArrowLeft, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMessages } from '../messages/language.tsx';
import { IconButton } from '../ui/icon-button.tsx';

interface PaneHeaderProps {
  readonly title: string;
  readonly more?: string;
  readonly onClose: () => void;
}

/** The head of the right pane; on a phone with the way back. */
export function PaneHeader({ title, more, onClose }: PaneHeaderProps) {
  const messages = useMessages();
  return (
    <header className="flex min-h-14 shrink-0 items-center gap-1 border-b border-line py-1.5 pr-2 pl-2 pair:pl-5">
      <IconButton label={messages.common.back} className="pair:hidden" onClick={onClose}>
        <ArrowLeft aria-hidden className="size-5" />
      </IconButton>
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-body font-semibold">{title}</h2>
        {more !== undefined && <p className="truncate text-small text-faint">{more}</p>}
      </div>
      <IconButton label={messages.common.close} keyHint="Esc" className="max-pair:hidden" onClick={onClose}>
        <X aria-hidden className="size-[18px]" />
      </IconButton>
    </header>
  );
}

/** A part of the right pane with its heading. */
export function PaneSection({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="flex flex-col gap-3 border-b border-line px-4 py-5 last:border-b-0 pair:px-5">
      <div className="flex min-h-7 items-center justify-between gap-3">
        <h3 className="text-ui font-semibold">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}

/** A framed list with lines between its rows. */
export function PaneList({ children }: { readonly children: ReactNode }) {
  return <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-paper">{children}</ul>;
}
