import { routes } from '@carrel/contract';
import { useQuery } from '@tanstack/react-query';
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
