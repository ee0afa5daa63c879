import { routes } from '@carrel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

/** An answer by its link. Each opening is on record; looking at the window again is not another one. */
export function useSharedAnswer(id: string | null) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.answer(id ?? ''),
    queryFn: ({ signal }) => client.call(routes.getAnswer, { params: { id: id ?? '' }, signal }),
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

export function useShareAnswer(conversationId: string) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ answerId, isShared }: { readonly answerId: string; readonly isShared: boolean }) =>
      client.call(routes.shareAnswer, { params: { id: answerId }, body: { isShared } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.conversation(conversationId) }),
  });
}
