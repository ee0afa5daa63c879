import type { DocumentView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

/** What lay at the document's place, newest first; read again when the document changes. */
export function useDocumentVersions(document: DocumentView) {
  const { client } = useApi();
  return useQuery({
    queryKey: [...queryKeys.documentVersions(document.id), document.updatedAt, document.state],
    queryFn: ({ signal }) => client.call(routes.listDocumentVersions, { params: { id: document.id }, signal }),
  });
}

export function useReplaceDocument() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ document, file }: { readonly document: DocumentView; readonly file: File }) =>
      client.replace({ documentId: document.id, fileName: file.name, content: file, idempotencyKey: crypto.randomUUID() }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.documents }),
  });
}
