import type { DocumentView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { workingStates } from '../documents/document-state.ts';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

export interface DocumentFilter {
  readonly collectionId?: string;
  readonly text?: string;
  readonly states?: readonly DocumentView['state'][];
}

const pageSize = 100;
const recountMs = 2000;

/** A filter as the API takes it. */
export function queryOfFilter(filter: DocumentFilter) {
  return {
    ...(filter.collectionId !== undefined && { collectionId: [filter.collectionId] }),
    ...(filter.text !== undefined && filter.text !== '' && { text: filter.text }),
    ...(filter.states !== undefined && { state: [...filter.states] }),
  };
}

export function useCollections(isEnabled = true) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.collections,
    queryFn: ({ signal }) => client.call(routes.listCollections, { signal }),
    enabled: isEnabled,
  });
}

export function useDocuments(filter: DocumentFilter, isEnabled = true) {
  const { client } = useApi();
  return useInfiniteQuery({
    queryKey: queryKeys.documentList(filter),
    queryFn: ({ pageParam, signal }) =>
      client.call(routes.listDocuments, {
        query: { ...queryOfFilter(filter), limit: pageSize, ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    enabled: isEnabled,
  });
}

/** Documents in each state, for the filter without its state. */
export function useDocumentCounts(filter: Omit<DocumentFilter, 'states'>) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.documentCounts(filter),
    queryFn: ({ signal }) => client.call(routes.countDocuments, { query: queryOfFilter(filter), signal }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data && hasWork(query.state.data.byState) ? recountMs : false),
  });
}

/** Whether some documents are on their way: then the counts will change by themselves. */
function hasWork(byState: Readonly<Partial<Record<DocumentView['state'], number>>>): boolean {
  return workingStates.some((state) => (byState[state] ?? 0) > 0);
}

export function useDocument(id: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.document(id),
    queryFn: ({ signal }) => client.call(routes.getDocument, { params: { id }, signal }),
  });
}

/** The extracted text of one version; a version never changes, so it is fetched once. */
export function useDocumentText(id: string, versionId: string | null, isEnabled: boolean) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.documentText(id, versionId),
    queryFn: ({ signal }) =>
      client.call(routes.getDocumentText, { params: { id }, query: versionId === null ? {} : { versionId }, signal }),
    enabled: isEnabled,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useDeleteDocument() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (document: DocumentView) => client.call(routes.deleteDocument, { params: { id: document.id } }),
    onSuccess: async (_result, document) => {
      queryClient.removeQueries({ queryKey: queryKeys.document(document.id) });
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.documents }),
        queryClient.invalidateQueries({ queryKey: queryKeys.collections }),
      ]);
    },
  });
}

export function useRetryDocument() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (document: DocumentView) => client.call(routes.retryDocument, { params: { id: document.id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.documents }),
  });
}

/** Stops the work on a document that is being read in. */
export function useStopDocument() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (document: DocumentView) => client.call(routes.cancelDocument, { params: { id: document.id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.documents }),
  });
}

export function useMoveDocument() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ document, ...place }: { readonly document: DocumentView; readonly collectionId: string; readonly path: string }) =>
      client.call(routes.updateDocument, { params: { id: document.id }, body: place }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.documents });
      await queryClient.invalidateQueries({ queryKey: queryKeys.collections });
    },
  });
}

export function useCreateCollection() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { readonly name: string; readonly description: string }) => client.call(routes.createCollection, { body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.collections }),
  });
}
