import { routes } from '@carrel/contract';
import { useQuery } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

/** Whether models fit on the machine that Carrel runs on. @param name of one; null: all of the catalogue. For admins. */
export function useModelFit(name: string | null) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.modelFit(name ?? ''),
    queryFn: ({ signal }) => client.call(routes.fitModels, { query: name === null ? {} : { name }, signal }),
    staleTime: 60_000,
  });
}

/** Models that can be got. For admins. */
export function useCatalogue() {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.catalogue,
    queryFn: ({ signal }) => client.call(routes.listCatalogue, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
