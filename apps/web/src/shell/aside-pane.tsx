import { useMessages } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import type { ReaderTarget } from '../reader/reader-target.ts';
import { lazy, Suspense } from 'react';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { PaneDivider, usePaneWidth } from './pane-divider.tsx';
import { useAddress } from './use-address.ts';

/** Loaded when something is opened for the first time: the first page stays small. */
const ReaderPane = lazy(() => import('../reader/reader-pane.tsx').then((module) => ({ default: module.ReaderPane })));
const AuditEventPane = lazy(() => import('../audit/audit-event-pane.tsx').then((module) => ({ default: module.AuditEventPane })));

export type Aside = { readonly kind: 'document'; readonly target: ReaderTarget } | { readonly kind: 'event'; readonly id: string };

/** What the address opens in the right pane; null: nothing. */
export function useAside(): Aside | null {
  const address = useAddress();
  const { target } = useReader();
  if (target) return { kind: 'document', target };
  const eventId = address.path === '/audit' ? address.get('event') : null;
  return eventId === null ? null : { kind: 'event', id: eventId };
}

/** The right pane; on a phone a screen of its own. */
export function AsidePane({ aside }: { readonly aside: Aside }) {
  const messages = useMessages();
  const width = usePaneWidth();
  return (
    <aside
      aria-label={aside.kind === 'document' ? messages.reader.label : messages.audit.title}
      className="flex min-w-0 shrink-0 bg-sheet max-pair:fixed max-pair:inset-0 max-pair:z-20 pair:w-(--reader-width)"
      style={{ '--reader-width': `${width.share * 100}%` }}
    >
      <PaneDivider width={width} />
      <div className="flex min-w-0 flex-1 flex-col">
        <Suspense fallback={<SkeletonLines lines={12} className="p-8" />}>
          {aside.kind === 'document' ? <ReaderPane target={aside.target} /> : <AuditEventPane id={aside.id} />}
        </Suspense>
      </div>
    </aside>
  );
}
