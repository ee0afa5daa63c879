import { routes } from '@carrel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

const refetchMs = 60_000;

/** How the search index is cared for; asked by admins alone. */
export function useIndexCare() {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.indexCare,
    queryFn: ({ signal }) => client.call(routes.getIndexCare, { signal }),
    refetchInterval: refetchMs,
    staleTime: refetchMs,
  });
}

const changeRefetchMs = 1_000;
const idleRefetchMs = 10_000;

/** The embedding model in use, a change of it, and the one before. */
export function useEmbedding() {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.embedding,
    queryFn: ({ signal }) => client.call(routes.getEmbedding, { signal }),
    refetchInterval: ({ state }) => (state.data?.change ? changeRefetchMs : idleRefetchMs),
  });
}

export function useChangeEmbedding() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { readonly model: string; readonly isAutomatic: boolean }) => client.call(routes.changeEmbedding, { body }),
    onSuccess: (status) => queryClient.setQueryData(queryKeys.embedding, status),
  });
}

const acts = { switch: routes.switchEmbedding, cancel: routes.cancelEmbedding, rollback: routes.rollBackEmbedding } as const;

export function useEmbeddingAct(act: keyof typeof acts, onDone?: () => void) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => client.call(acts[act], {}),
    onSuccess: async (status) => {
      queryClient.setQueryData(queryKeys.embedding, status);
      await queryClient.invalidateQueries({ queryKey: queryKeys.me });
      onDone?.();
    },
  });
}
