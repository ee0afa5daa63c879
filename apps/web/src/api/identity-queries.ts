import type { Me } from '@carrel/contract';
import { ProblemError, routes } from '@carrel/contract';
import { useQuery } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

/** Who is signed in; `null`: nobody. */
export function useMe() {
  const { client } = useApi();
  return useQuery<Me | null>({
    queryKey: queryKeys.me,
    queryFn: async ({ signal }) => {
      try {
        return await client.call(routes.me, { signal });
      } catch (error) {
        if (error instanceof ProblemError && error.problem.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
    refetchOnWindowFocus: true,
  });
}

export function useModels() {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.models,
    queryFn: ({ signal }) => client.call(routes.listModels, { signal }),
    refetchInterval: 5000,
  });
}
