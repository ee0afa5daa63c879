import type { PassageView, SearchResult } from '@carrel/contract';
import { CircleOff } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { targetOf } from '../ask/citation-target.ts';
import { groupBy } from '../lib/group-by.ts';
import { useLanguage, useMessages } from '../messages/language.tsx';
import { useCounts } from '../messages/use-counts.ts';
import { useReader, useTrail } from '../reader/reader-context.tsx';
import { useAddress } from '../shell/use-address.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LiveRegion } from '../ui/live-region.tsx';
import { stemsOfQuery } from './match-words.ts';
import { FacetBar } from './facet-bar.tsx';
import { ResultGroup } from './result-group.tsx';
import type { SearchChoice } from './search-choice.ts';

interface SearchResultsProps {
  readonly result: SearchResult;
  readonly query: string;
  readonly choice: SearchChoice;
  /** Null: there are no more. */
  readonly onMore: (() => void) | null;
}

/** Passages by document, best first. The arrow keys walk through them; an open reader follows. */
export function SearchResults({ result, query, choice, onMore }: SearchResultsProps) {
  const { messages, format } = useLanguage();
  const counts = useCounts();
  const reader = useReader();
  const listRef = useRef<HTMLDivElement>(null);
  const stems = useMemo(() => stemsOfQuery(query), [query]);
  const groups = useMemo(() => groupBy(result.passages, (passage) => passage.documentId), [result.passages]);
  const ordered = useMemo<readonly PassageView[]>(() => groups.flatMap((group) => group.items), [groups]);
  useTrail(useMemo(() => ordered.map((passage) => ({ target: targetOf(passage), group: 'search', isMarked: false })), [ordered]));

  const summary = messages.search.found(
    counts.passages(result.passages.length),
    counts.documents(groups.length),
    format.elapsed(result.ms.retrieve),
  );
  const walk = (from: Element | null, step: 1 | -1) => {
    const rows = [...(listRef.current?.querySelectorAll<HTMLElement>('[data-result]') ?? [])];
    const next = rows[rows.findIndex((row) => row === from) + step];
    const passage = ordered[Number(next?.dataset['result'])];
    next?.focus();
    if (passage && reader.target) reader.open(targetOf(passage));
  };

  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-[820px] px-4 py-4 tablet:px-6">
        <LiveRegion text={summary} />
        {result.facets && <FacetBar facets={result.facets} choice={choice} />}
        {result.passages.length === 0 ? (
          <NothingFound choice={choice} />
        ) : (
          <>
            <Summary text={summary} query={query} mode={result.mode} />
            <div
              ref={listRef}
              role="group"
              aria-label={messages.search.results}
              onKeyDown={(event) => {
                if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
                event.preventDefault();
                walk(document.activeElement, event.key === 'ArrowDown' ? 1 : -1);
              }}
            >
              {groups.map((group) => (
                <ResultGroup
                  key={group.key}
                  passages={group.items}
                  firstIndex={ordered.findIndex((passage) => passage === group.items[0])}
                  stems={stems}
                />
              ))}
            </div>
            {onMore && (
              <div className="py-4 text-center">
                <Button onClick={onMore}>{messages.search.showMore}</Button>
              </div>
            )}
          </>
        )}
      </div>
    </div>
  );
}

function NothingFound({ choice: { collections, types, period } }: { readonly choice: SearchChoice }) {
  const messages = useMessages();
  const isNarrowed = collections.length > 0 || types.length > 0 || period !== null;
  return (
    <EmptyState
      icon={<CircleOff className="size-8" strokeWidth={1.5} />}
      title={isNarrowed ? messages.desk.facets.noneTitle : messages.search.noneTitle}
    >
      {isNarrowed ? messages.desk.facets.noneBody : messages.search.noneBody}
    </EmptyState>
  );
}

interface SummaryProps {
  readonly text: string;
  readonly query: string;
  readonly mode: SearchResult['mode'];
}

/** How much was found, in which way, and the way to an answer in sentences. */
function Summary({ text, query, mode }: SummaryProps) {
  const words = useMessages().search;
  const address = useAddress();
  return (
    <>
      <p className="figures flex flex-wrap items-center gap-x-3 text-small text-faint">
        {text}
        <button type="button" className="text-accent underline-offset-4 hover:underline" onClick={() => address.go('/', { q: query })}>
          {words.askThis}
        </button>
      </p>
      {mode === 'text' && <p className="mt-2 rounded-box border border-line px-3 py-2 text-small text-soft">{words.textOnly}</p>}
    </>
  );
}
