import { routes } from '@carrel/contract';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
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
