import type { DocumentView } from '@carrel/contract';
import { queryKeys } from '../api/query-keys.ts';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';

interface DocumentPage {
  readonly items: readonly DocumentView[];
  readonly nextCursor: string | null;
}

/** Puts a document's new state into every list that shows it, without fetching the lists. */
export function changeDocumentInLists(queryClient: QueryClient, document: DocumentView): void {
  const changed = (page: DocumentPage) =>
    hasDocument(page, document) ? { ...page, items: page.items.map((item) => (item.id === document.id ? document : item)) } : page;
  queryClient.setQueriesData<DocumentPage>({ queryKey: queryKeys.documentPages }, (page) => page && changed(page));
  queryClient.setQueriesData<InfiniteData<DocumentPage>>({ queryKey: queryKeys.documentLists }, (list) =>
    list?.pages.some((page) => hasDocument(page, document)) === true ? { ...list, pages: list.pages.map(changed) } : list,
  );
}

function hasDocument(page: DocumentPage, { id }: DocumentView): boolean {
  return page.items.some((item) => item.id === id);
}
