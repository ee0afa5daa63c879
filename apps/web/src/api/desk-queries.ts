import { routes } from '@carrel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

/** What can be asked about. @param collectionIds empty: of all collections. */
export function useSuggestions(collectionIds: readonly string[], limit: number) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.suggestions(collectionIds, limit),
    queryFn: ({ signal }) =>
      client.call(routes.listSuggestions, {
        query: { limit, ...(collectionIds.length > 0 && { collectionId: [...collectionIds] }) },
        signal,
      }),
  });
}

/** The person's own answers that cite the document. */
export function useDocumentUses(documentId: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.documentUses(documentId),
    queryFn: ({ signal }) => client.call(routes.listDocumentUses, { params: { id: documentId }, signal }),
  });
}

export function useSetCompany(onSaved: () => void) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (name: string | null) => client.call(routes.setCompany, { body: { name } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.me });
      onSaved();
    },
  });
}
