import type { ReactNode } from 'react';
import { useMessages } from '../messages/language.tsx';
import { BrandMark } from '../ui/brand-mark.tsx';

/** The page before the desk: the name, one task, and what may be relied on. */
export function BareFrame({
  children,
  footer,
}: {
  readonly children: ReactNode;
  /** Instead of what holds of the page itself. */ readonly footer?: string;
}) {
  const messages = useMessages();
  return (
    <main className="flex h-full flex-col overflow-y-auto bg-paper">
      <div className="mx-auto flex w-full max-w-[400px] flex-1 flex-col px-6 pt-[clamp(32px,13vh,140px)] pb-8">
        <div className="mb-8 flex items-center gap-3">
          <BrandMark className="size-9 text-accent" />
          <div>
            <p className="font-text text-title leading-7 font-semibold tracking-tight">{messages.product}</p>
            <p className="text-small text-faint">{messages.tagline}</p>
          </div>
        </div>
        <div className="rounded-box border border-line-strong bg-sheet p-5 tablet:p-6">{children}</div>
        <p className="mt-4 text-center text-small text-faint">{footer ?? messages.signIn.privacy}</p>
      </div>
    </main>
  );
}
