import type { CarrelClient } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

export interface AuditFilter {
  readonly type?: string;
  readonly target?: string;
  readonly documentId?: string;
  readonly actor?: string;
  /** UTC, ISO 8601. */
  readonly from?: string;
  readonly to?: string;
}

export function useAuditEvents(filter: AuditFilter) {
  const { client } = useApi();
  return useInfiniteQuery({
    queryKey: queryKeys.auditEvents(filter),
    queryFn: ({ pageParam, signal }) => {
      const { type, ...rest } = filter;
      return client.call(routes.listAuditEvents, {
        query: { ...rest, limit: 100, ...(type !== undefined && { type: [type] }), ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function useAuditEvent(id: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.auditEvent(id),
    queryFn: ({ signal }) => client.call(routes.getAuditEvent, { params: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Documents by a part of their name, or by id. */
export function useDocumentCards(text: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.documentCards(text),
    queryFn: ({ signal }) => client.call(routes.listDocumentCards, { query: { text }, signal }),
    placeholderData: keepPreviousData,
  });
}

export interface SightingsOf {
  readonly documentId: string;
  readonly versionId: string | null;
  readonly of: 'all' | 'answers';
}

export function useSightings({ documentId, versionId, of }: SightingsOf) {
  const { client } = useApi();
  return useInfiniteQuery({
    queryKey: queryKeys.sightings(documentId, versionId, of),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 100, of, ...(versionId !== null && { versionId }), ...(pageParam !== null && { cursor: pageParam }) };
      return client.call(routes.listSightings, { params: { id: documentId }, query, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function useAnswerRecord(id: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.answerRecord(id),
    queryFn: ({ signal }) => client.call(routes.getAnswerRecord, { params: { id }, signal }),
  });
}

const healthPollMs = 15_000;

export function useLogHealth() {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.logHealth,
    queryFn: ({ signal }) => client.call(routes.getLogHealth, { signal }),
    refetchInterval: healthPollMs,
  });
}

export function usePublishedLogs() {
  const { client } = useApi();
  return useQuery({ queryKey: queryKeys.publishedLogs, queryFn: ({ signal }) => client.call(routes.listPublishedLogs, { signal }) });
}

export function useHolds() {
  const { client } = useApi();
  return useQuery({ queryKey: queryKeys.holds, queryFn: ({ signal }) => client.call(routes.listHolds, { signal }) });
}

export function useErasures() {
  const { client } = useApi();
  return useQuery({ queryKey: queryKeys.erasures, queryFn: ({ signal }) => client.call(routes.listErasures, { signal }) });
}

/** A change of holds or erasures: one can forbid the other, so both lists are asked for again. */
export function useKeepingChange<Input>(change: (client: CarrelClient, input: Input) => Promise<unknown>, onSuccess: () => void) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(client, input),
    onSuccess: () => {
      onSuccess();
      return Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.holds }),
        queryClient.invalidateQueries({ queryKey: queryKeys.erasures }),
      ]);
    },
  });
}
