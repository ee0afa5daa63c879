import { useQuery } from '@tanstack/react-query';
import { routes } from '@carrel/contract';
import { keepPreviousData } from '@tanstack/react-query';
import { TextSearch } from 'lucide-react';
import { useMemo } from 'react';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import { useNow } from '../lib/use-now.ts';
import { useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { WorkHeader } from '../shell/work-header.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { SearchBox } from './search-box.tsx';
import { choiceOfAddress, filtersOfChoice } from './search-choice.ts';
import { SearchResults } from './search-results.tsx';
import { useSearchLimit } from './use-search-limit.ts';

/** Search: passages that fit, grouped by document; query and collections are in the address. */
export function SearchScreen() {
  const messages = useMessages();
  const address = useAddress();
  const query = address.get('q');
  const inCollections = address.get('in');
  const collections = useMemo(() => inCollections?.split(',') ?? [], [inCollections]);
  const { limit, showMore, canShowMore } = useSearchLimit(query, inCollections);
  const { client } = useApi();
  const choice = useMemo(() => choiceOfAddress(address), [address]);
  const filters = filtersOfChoice(choice, useNow());
  const input = {
    query: query ?? '',
    limit,
    facets: true,
    sort: choice.sort,
    ...(filters !== undefined && { filters }),
    ...(collections.length > 0 && { collections }),
  };
  const search = useQuery({
    queryKey: queryKeys.search(input),
    queryFn: ({ signal }) => client.call(routes.search, { body: input, signal }),
    enabled: query !== null,
    placeholderData: keepPreviousData,
    // Each search is on record; looking at the window again is not another search.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

  return (
    <>
      <WorkHeader title={messages.search.title} />
      <div className="mx-auto w-full max-w-[820px] shrink-0 px-4 pt-5 tablet:px-6">
        {address.isReady && (
          <SearchBox
            key={query}
            query={query ?? ''}
            scope={collections}
            onScope={(chosen) => address.replace({ in: chosen.join(',') })}
            onSearch={(next) => address.push({ q: next, within: null, kind: null, since: null, doc: null, version: null, at: null })}
            isSearching={search.isFetching}
          />
        )}
      </div>
      {query === null ? (
        <div className="min-h-0 flex-1 overflow-y-auto">
          {address.isReady && (
            <EmptyState icon={<TextSearch className="size-8" strokeWidth={1.5} />} title={messages.search.idleTitle}>
              {messages.search.idleBody}
            </EmptyState>
          )}
        </div>
      ) : search.data ? (
        <SearchResults
          result={search.data}
          query={query}
          choice={choice}
          onMore={canShowMore && search.data.passages.length >= limit ? showMore : null}
        />
      ) : (
        <div className="mx-auto w-full max-w-[820px] px-4 py-6 tablet:px-6">
          {search.isError ? <FailureNote error={search.error} onRetry={() => void search.refetch()} /> : <SkeletonLines lines={8} />}
        </div>
      )}
    </>
  );
}
