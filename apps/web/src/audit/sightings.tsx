import type { DocumentCardView, SightingView } from '@carrel/contract';
import { useMemo } from 'react';
import { useDocumentCards, useSightings } from '../api/audit-queries.ts';
import { useFormat } from '../messages/language.tsx';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { useAddress } from '../shell/use-address.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';

/** Each event that put the document before somebody's eyes, newest first; or only the answers, to recall them. */
export function Sightings({ documentId }: { readonly documentId: string }) {
  const words = useAuditWords().seen;
  const address = useAddress();
  const versions = useDocumentCards(documentId).data?.items.find((one) => one.id === documentId)?.versions ?? [];
  const of = address.get('filter') === 'answers' ? 'answers' : 'all';
  const sightings = useSightings({ documentId, versionId: address.get('version'), of });
  const items = useMemo(() => sightings.data?.pages.flatMap((page) => page.items) ?? [], [sightings.data]);
  return (
    <>
      <SightingFilters versions={versions} of={of} items={items} hasMore={sightings.hasNextPage} />
      {sightings.isPending && <SkeletonLines lines={8} />}
      {sightings.isError && <FailureNote error={sightings.error} onRetry={() => void sightings.refetch()} />}
      {sightings.data && items.length === 0 && <EmptyState title={words.nobody}>{words.nobodyBody}</EmptyState>}
      {items.length > 0 && <SightingList items={items} versions={versions} />}
      {sightings.hasNextPage && (
        <Button className="self-start" disabled={sightings.isFetchingNextPage} onClick={() => void sightings.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </>
  );
}

type Versions = DocumentCardView['versions'];

interface SightingFiltersProps {
  readonly versions: Versions;
  readonly of: 'all' | 'answers';
  readonly items: readonly SightingView[];
  readonly hasMore: boolean;
}

function SightingFilters({ versions, of, items, hasMore }: SightingFiltersProps) {
  const words = useAuditWords().seen;
  const address = useAddress();
  const format = useFormat();
  const people = new Set(items.map(({ actorRef }) => actorRef)).size;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Segmented
        label={words.filter}
        value={of}
        options={[
          { value: 'all', text: words.all },
          { value: 'answers', text: words.answers },
        ]}
        onChange={(next) => address.replace({ filter: next === 'all' ? null : next })}
      />
      {versions.length > 1 && (
        <SelectField
          label={words.version}
          value={address.get('version') ?? ''}
          options={[
            { value: '', text: words.allVersions },
            ...versions.map((one) => ({ value: one.id, text: words.versionOf(format.number(one.number), format.day(one.createdAt)) })),
          ]}
          onChange={(version) => address.replace({ version })}
        />
      )}
      {items.length > 0 && (
        <p role="status" className="figures ml-auto text-small text-faint">
          {words.events(items.length, format.number(items.length) + (hasMore ? '+' : ''))}, {words.people(people, format.number(people))}
        </p>
      )}
    </div>
  );
}

function SightingList({ items, versions }: { readonly items: readonly SightingView[]; readonly versions: Versions }) {
  const address = useAddress();
  const open = address.get('answer') ?? address.get('event');
  const numberOf = (id: string) => versions.find((one) => one.id === id)?.number;
  return (
    <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
      {items.map((item) => (
        <li key={item.eventId}>
          <SightingRow item={item} numberOf={numberOf} isOpen={open !== null && [item.answerId, item.eventId].includes(open)} />
        </li>
      ))}
    </ul>
  );
}

interface SightingRowProps {
  readonly item: SightingView;
  readonly numberOf: (versionId: string) => number | undefined;
  readonly isOpen: boolean;
}

function SightingRow({ item, numberOf, isOpen }: SightingRowProps) {
  const words = useAuditWords().seen;
  const address = useAddress();
  const { eventId, answerId, actorRef, type, time, versionIds, passageCount, isCited, isInPrompt } = item;
  const isGiven = isInPrompt || answerId !== null;
  const how = isCited ? words.cited : isGiven ? words.inPrompt : passageCount > 0 ? words.found : words.opened;
  const versions = versionIds.map(numberOf).filter((number) => number !== undefined);
  return (
    <button
      type="button"
      onClick={() => address.push(answerId === null ? { event: eventId, answer: null } : { answer: answerId, event: null })}
      aria-current={isOpen}
      className="grid w-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 px-4 py-2.5 text-start text-ui outline-offset-[-2px] hover:bg-hover/60 aria-[current=true]:bg-accent-soft @2xl:grid-cols-[130px_minmax(0,1fr)_minmax(0,1fr)_90px]"
    >
      <TimeAgo time={time} className="text-small text-soft @max-2xl:order-2" />
      <span className="min-w-0 truncate font-medium @max-2xl:order-1">{how}</span>
      <span className="flex min-w-0 items-baseline gap-2 text-small text-faint @max-2xl:order-3">
        <code className="truncate font-mono text-code">{actorRef}</code>
      </span>
      <span className="truncate text-small text-faint @max-2xl:order-4" title={type}>
        {versions.length > 0 && words.versionShort(versions.join(', '))}
      </span>
    </button>
  );
}
