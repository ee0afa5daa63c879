import type { DocumentView } from '@carrel/contract';
import { queryKeys } from '../api/query-keys.ts';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';

interface DocumentPage {
  readonly items: readonly DocumentView[];
  readonly nextCursor: string | null;
}

/** Puts a document's new state into every list that shows it, without fetching the lists. */
export function changeDocumentInLists(queryClient: QueryClient, document: DocumentView): void {
  queryClient.setQueriesData<InfiniteData<DocumentPage>>({ queryKey: queryKeys.documentLists }, (list) => {
    if (!list?.pages.some((page) => page.items.some((item) => item.id === document.id))) return list;
    return {
      ...list,
      pages: list.pages.map((page) => ({ ...page, items: page.items.map((item) => (item.id === document.id ? document : item)) })),
    };
  });
}
