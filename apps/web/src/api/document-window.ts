import type { DocumentView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useApi } from './api-context.tsx';
import type { DocumentFilter } from './document-queries.ts';
import { queryOfFilter } from './document-queries.ts';
import { queryKeys } from './query-keys.ts';
import { usePagesInSight } from './use-pages-in-sight.ts';

/** Documents in one request. */
const pageRows = 100;
/** What was scrolled away is kept for so long. */
const keptMs = 60_000;

type Client = ReturnType<typeof useApi>['client'];
type Page = Awaited<ReturnType<typeof fetchPage>>;

function fetchPage(client: Client, filter: DocumentFilter, page: { readonly number: number; readonly signal: AbortSignal }) {
  const query = { ...queryOfFilter(filter), limit: pageRows, offset: page.number * pageRows };
  return client.call(routes.listDocuments, { query, signal: page.signal });
}

function pageQuery(client: Client, filter: DocumentFilter, number: number) {
  return {
    queryKey: queryKeys.documentPage(filter, number),
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => fetchPage(client, filter, { number, signal }),
    gcTime: keptMs,
  };
}

export interface DocumentWindow {
  /** By place in the whole list, of any length; undefined where nothing is in sight. */
  readonly items: ArrayLike<DocumentView | undefined>;
  /** The first rows are on their way. */
  readonly isPending: boolean;
  /** Of the newest failure; what was there stays. */
  readonly error: unknown;
  readonly refetch: () => void;
  readonly setRange: (firstIndex: number, lastIndex: number) => void;
}

/**
 * A list of which only the pages in sight are held and kept up to date, so that it may have any length. While another filter's
 * first rows are on their way, the rows of the one before stay.
 * @param count how many documents fit; null while that is not known.
 */
export function useDocumentWindow(wanted: DocumentFilter, count: number | null): DocumentWindow {
  const { client } = useApi();
  const first = useQuery({ ...pageQuery(client, wanted, 0), placeholderData: keepPreviousData });
  const [settled, setSettled] = useState<{ readonly filter: DocumentFilter; readonly count: number } | null>(null);
  const isHere = first.isSuccess && !first.isPlaceholderData && count !== null;
  if (isHere && (settled?.filter !== wanted || settled.count !== count)) setSettled({ filter: wanted, count });
  const { filter, count: rowCount } = settled ?? { filter: wanted, count: 0 };
  const [range, setRange] = usePagesInSight(pageRows);
  const lastPage = Math.max(0, Math.ceil(rowCount / pageRows) - 1);
  const numbers = useMemo(() => numbersFrom(range.firstPage - 1, Math.min(range.lastPage + 1, lastPage)), [range, lastPage]);
  const combine = useCallback((results: UseQueryResult<Page>[]) => pagesOf(results, numbers), [numbers]);
  const { pages, error, refetch } = useQueries({ queries: numbers.map((number) => pageQuery(client, filter, number)), combine });
  const items = useMemo(() => itemsOf(pages, rowCount), [pages, rowCount]);
  return { items, isPending: settled === null, error: error ?? first.error, refetch, setRange };
}

function numbersFrom(first: number, last: number): readonly number[] {
  const from = Math.max(0, Math.min(first, last));
  return Array.from({ length: Math.max(0, last - from) + 1 }, (_number, index) => from + index);
}

function pagesOf(results: readonly UseQueryResult<Page>[], numbers: readonly number[]) {
  return {
    pages: new Map(results.flatMap(({ data }, index) => (data === undefined ? [] : [[numbers[index] ?? -1, data.items] as const]))),
    error: results.find((result) => result.error !== null)?.error ?? null,
    refetch: () => results.forEach((result) => void (result.isError && result.refetch())),
  };
}

/** An array that has holes where no page is held. */
function itemsOf(pages: ReadonlyMap<number, readonly DocumentView[]>, count: number): ArrayLike<DocumentView | undefined> {
  const items: (DocumentView | undefined)[] = [];
  items.length = count;
  for (const [number, rows] of pages) rows.forEach((row, index) => (items[number * pageRows + index] = row));
  items.length = count;
  return items;
}
