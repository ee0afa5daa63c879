import { routes } from '@carrel/contract';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

type Client = ReturnType<typeof useApi>['client'];

export function usePeople() {
  const { client } = useApi();
  return useQuery({ queryKey: queryKeys.rights('people'), queryFn: ({ signal }) => client.call(routes.listUsers, { signal }) });
}

export function usePerson(id: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.rights('person', id),
    queryFn: ({ signal }) => client.call(routes.getUser, { params: { id }, signal }),
  });
}

/** What a person may read. @param at UTC ISO 8601; null: now */
export function usePersonAccess(id: string, at: string | null) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.rights('access', id, at),
    queryFn: ({ signal }) => client.call(routes.getUserAccess, { params: { id }, query: at === null ? {} : { at }, signal }),
    placeholderData: keepPreviousData,
  });
}

export function usePersonSessions(id: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.rights('sessions', id),
    queryFn: ({ signal }) => client.call(routes.listUserSessions, { params: { id }, signal }),
  });
}

export function useAllSessions() {
  const { client } = useApi();
  return useInfiniteQuery({
    queryKey: queryKeys.rights('all-sessions'),
    queryFn: ({ pageParam, signal }) =>
      client.call(routes.listAllSessions, { query: { limit: 50, ...(pageParam !== null && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useGroups() {
  const { client } = useApi();
  return useQuery({ queryKey: queryKeys.rights('groups'), queryFn: ({ signal }) => client.call(routes.listGroups, { signal }) });
}

export function useGroup(id: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.rights('group', id),
    queryFn: ({ signal }) => client.call(routes.getGroup, { params: { id }, signal }),
  });
}

export function usePolicies() {
  const { client } = useApi();
  return useQuery({ queryKey: queryKeys.rights('policies'), queryFn: ({ signal }) => client.call(routes.listPolicies, { signal }) });
}

/** @param at UTC ISO 8601; null: now */
export function useMatrix(at: string | null) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.rights('matrix', at),
    queryFn: ({ signal }) => client.call(routes.getAccessMatrix, { query: at === null ? {} : { at }, signal }),
    placeholderData: keepPreviousData,
  });
}

export function useCurators(collectionId: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.rights('curators', collectionId),
    queryFn: ({ signal }) => client.call(routes.listCurators, { params: { id: collectionId }, signal }),
  });
}

/** Who may read a document. @param at UTC ISO 8601; null: now */
export function useReaders(documentId: string, at: string | null) {
  const { client } = useApi();
  return useInfiniteQuery({
    queryKey: queryKeys.rights('readers', documentId, at),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 50, ...(at !== null && { at }), ...(pageParam !== null && { cursor: pageParam }) };
      return client.call(routes.listReaders, { params: { id: documentId }, query, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useOwnKeys() {
  const { client } = useApi();
  return useQuery({ queryKey: queryKeys.rights('own-keys'), queryFn: ({ signal }) => client.call(routes.listApiKeys, { signal }) });
}

export function useAllKeys() {
  const { client } = useApi();
  return useQuery({ queryKey: queryKeys.rights('all-keys'), queryFn: ({ signal }) => client.call(routes.listAllApiKeys, { signal }) });
}

export function useProviderSettings() {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.rights('providers'),
    queryFn: ({ signal }) => client.call(routes.listProviderSettings, { signal }),
  });
}

/**
 * A change of people, groups or rights. One of them can change what all the others show, so all are asked for again;
 * `onSuccess` runs at once.
 */
export function useRightsChange<Input, Result>(
  change: (client: Client, input: Input) => Promise<Result>,
  onSuccess?: (result: Result, input: Input) => void,
) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(client, input),
    onSuccess: (result, input) => {
      onSuccess?.(result, input);
      return Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.allRights }),
        queryClient.invalidateQueries({ queryKey: queryKeys.invitations }),
        queryClient.invalidateQueries({ queryKey: queryKeys.collections }),
      ]);
    },
  });
}
