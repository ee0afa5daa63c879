import type { Messages } from '../messages/en.ts';
import { useMessages } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import type { ReaderTarget } from '../reader/reader-target.ts';
import { lazy, Suspense } from 'react';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { PaneDivider, usePaneWidth } from './pane-divider.tsx';
import { useAddress } from './use-address.ts';

/** Loaded when something is opened for the first time: the first page stays small. */
const ReaderPane = lazy(() => import('../reader/reader-pane.tsx').then((module) => ({ default: module.ReaderPane })));
const AnswerRecordPane = lazy(() => import('../audit/answer-record-pane.tsx').then((module) => ({ default: module.AnswerRecordPane })));
const AuditEventPane = lazy(() => import('../audit/audit-event-pane.tsx').then((module) => ({ default: module.AuditEventPane })));

const PersonPane = lazy(() => import('../people/person-pane.tsx').then((module) => ({ default: module.PersonPane })));
const GroupPane = lazy(() => import('../groups/group-pane.tsx').then((module) => ({ default: module.GroupPane })));
const PolicyPane = lazy(() => import('../policies/policy-pane.tsx').then((module) => ({ default: module.PolicyPane })));

export type Aside =
  | { readonly kind: 'document'; readonly target: ReaderTarget }
  | { readonly kind: 'event' | 'answer' | 'person' | 'group' | 'policy'; readonly id: string };

/** Which value of the address opens something beside the list, by page. */
const beside = [
  ['/audit', 'event'],
  ['/audit', 'answer'],
  ['/people', 'person'],
  ['/groups', 'group'],
  ['/policies', 'policy'],
] as const;

/** What the address opens in the right pane; null: nothing. */
export function useAside(): Aside | null {
  const address = useAddress();
  const { target } = useReader();
  if (target) return { kind: 'document', target };
  // The first that the address has: an event that was opened from an answer lies above it.
  for (const [path, kind] of beside) {
    const id = path === address.path ? address.get(kind) : null;
    if (id !== null) return { kind, id };
  }
  return null;
}

/** The right pane; on a phone a screen of its own. */
export function AsidePane({ aside }: { readonly aside: Aside }) {
  const messages = useMessages();
  const width = usePaneWidth();
  return (
    <aside
      aria-label={labelOf(aside, messages)}
      className="flex min-w-0 shrink-0 bg-sheet max-pair:fixed max-pair:inset-0 max-pair:z-20 pair:w-(--reader-width)"
      style={{ '--reader-width': `${width.share * 100}%` }}
    >
      <PaneDivider width={width} />
      <div className="flex min-w-0 flex-1 flex-col">
        <Suspense fallback={<SkeletonLines lines={12} className="p-8" />}>
          <AsideContent aside={aside} />
        </Suspense>
      </div>
    </aside>
  );
}

function AsideContent({ aside }: { readonly aside: Aside }) {
  switch (aside.kind) {
    case 'document':
      return <ReaderPane target={aside.target} />;
    case 'event':
      return <AuditEventPane id={aside.id} />;
    case 'answer':
      return <AnswerRecordPane id={aside.id} />;
    case 'person':
      return <PersonPane id={aside.id} />;
    case 'group':
      return <GroupPane id={aside.id} />;
    case 'policy':
      return <PolicyPane id={aside.id} />;
  }
}

function labelOf({ kind }: Aside, { reader, audit, rightsNav }: Messages): string {
  switch (kind) {
    case 'document':
      return reader.label;
    case 'event':
    case 'answer':
      return audit.title;
    case 'person':
      return rightsNav.tabs.people;
    case 'group':
      return rightsNav.tabs.groups;
    case 'policy':
      return rightsNav.tabs.policies;
  }
}
