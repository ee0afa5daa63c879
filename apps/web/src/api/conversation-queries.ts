import type { ConversationView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

export function useConversations(text: string) {
  const { client } = useApi();
  return useInfiniteQuery({
    queryKey: queryKeys.conversationList(text),
    queryFn: ({ pageParam, signal }) =>
      client.call(routes.listConversations, {
        query: { limit: 50, ...(text !== '' && { text }), ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function useConversation(id: string | null) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.conversation(id ?? ''),
    queryFn: ({ signal }) => client.call(routes.getConversation, { params: { id: id ?? '' }, signal }),
    enabled: id !== null,
  });
}

export function useUpdateConversation() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: { readonly id: string; readonly title?: string; readonly isPinned?: boolean }) =>
      client.call(routes.updateConversation, { params: { id }, body }),
    onSuccess: (conversation) =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.conversations }),
        queryClient.invalidateQueries({ queryKey: queryKeys.conversation(conversation.id) }),
      ]),
  });
}

export function useDeleteConversation() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (conversation: ConversationView) => client.call(routes.deleteConversation, { params: { id: conversation.id } }),
    onSuccess: (_result, conversation) => {
      queryClient.removeQueries({ queryKey: queryKeys.conversation(conversation.id) });
      return queryClient.invalidateQueries({ queryKey: queryKeys.conversations });
    },
  });
}

export function useGiveFeedback(conversationId: string | null) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({
      answerId,
      rating,
      reason,
    }: {
      readonly answerId: string;
      readonly rating: 'helpful' | 'not-helpful';
      readonly reason: string | null;
    }) => client.call(routes.giveFeedback, { params: { id: answerId }, body: { rating, reason } }),
    onSuccess: async () => {
      if (conversationId !== null) await queryClient.invalidateQueries({ queryKey: queryKeys.conversation(conversationId) });
    },
  });
}
