import { useCallback, useMemo } from 'react';
import type { AuditFilter } from '../api/audit-queries.ts';
import { useAuditEvents } from '../api/audit-queries.ts';
import { useMe } from '../api/identity-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { WorkHeader } from '../shell/work-header.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditList } from './audit-list.tsx';
import { AuditTabs } from './audit-tabs.tsx';
import type { AuditView } from './audit-views.ts';
import { auditViewOf } from './audit-views.ts';
import { KeepingView } from './keeping-view.tsx';
import { LogView } from './log-view.tsx';
import { SeenView } from './seen-view.tsx';

/** The compliance desk: events, who has seen a document, holds and erasures, the log itself. What is chosen opens beside. */
export function AuditScreen() {
  const messages = useMessages();
  const address = useAddress();
  const me = useMe().data;
  const isAllowed = me?.roles.includes('compliance') ?? false;
  return (
    <>
      <WorkHeader title={messages.audit.title} />
      {isAllowed ? (
        address.isReady && (
          <>
            <AuditTabs />
            <View view={auditViewOf(address.get('view'))} />
          </>
        )
      ) : (
        <EmptyState title={messages.failure.forbiddenTitle}>{messages.failure.forbiddenBody}</EmptyState>
      )}
    </>
  );
}

function View({ view }: { readonly view: AuditView }) {
  switch (view) {
    case 'events':
      return <Events />;
    case 'seen':
      return <SeenView />;
    case 'keeping':
      return <KeepingView />;
    case 'log':
      return <LogView />;
  }
}

function Events() {
  const messages = useMessages();
  const address = useAddress();
  const filter = useMemo<AuditFilter>(() => filterOfAddress(address.get), [address]);
  const events = useAuditEvents(filter);
  const items = useMemo(() => events.data?.pages.flatMap((page) => page.items) ?? [], [events.data]);
  const { isFetchingNextPage, isFetchNextPageError, fetchNextPage } = events;
  const fetchMore = useCallback(() => {
    if (!isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const clear = () => address.replace({ type: null, target: null, who: null, doc: null, from: null, to: null });

  return (
    <>
      <AuditFilters />
      {events.isPending && <SkeletonLines lines={10} className="px-6 py-5" />}
      {events.isError && !events.data && (
        <div className="p-4 tablet:p-6">
          <FailureNote error={events.error} onRetry={() => void events.refetch()} />
        </div>
      )}
      {events.isSuccess && items.length === 0 && (
        <EmptyState title={messages.audit.emptyTitle} action={<Button onClick={clear}>{messages.documents.clear}</Button>}>
          {messages.audit.emptyBody}
        </EmptyState>
      )}
      {items.length > 0 && <AuditList events={items} hasMore={events.hasNextPage} onMore={fetchMore} />}
    </>
  );
}

/** Days in the address become the times that the API takes: the whole first and the whole last day, by the person's clock. */
function filterOfAddress(get: ReturnType<typeof useAddress>['get']): AuditFilter {
  const type = get('type');
  const target = get('target');
  const actor = get('who');
  const from = timeOfDay(get('from'), 'T00:00:00.000');
  const to = timeOfDay(get('to'), 'T23:59:59.999');
  // A document that was in the context of an answer is another question than a document that an event is about.
  const isDocument = target?.startsWith('doc_') ?? false;
  return {
    ...(type !== null && { type }),
    ...(target !== null && (isDocument ? { documentId: target } : { target })),
    ...(actor !== null && { actor }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
  };
}

function timeOfDay(day: string | null, time: string): string | null {
  const ms = day === null ? Number.NaN : Date.parse(day + time);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
