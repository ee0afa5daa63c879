import type { SourceView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

const refetchMs = 3_000;

/** Watched folders; looked at again and again, because they run by themselves. */
export function useSources() {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.sources,
    queryFn: ({ signal }) => client.call(routes.listSources, { signal }),
    refetchInterval: refetchMs,
  });
}

/** The files of a source that are not searchable, and why. */
export function useSourceFailures(source: SourceView, isEnabled: boolean) {
  const { client } = useApi();
  return useQuery({
    queryKey: [...queryKeys.sources, source.id, source.lastRun?.endedAt ?? null],
    queryFn: ({ signal }) => client.call(routes.getSource, { params: { id: source.id }, signal }),
    enabled: isEnabled,
  });
}

export interface NewFolder {
  readonly path: string;
  readonly collectionId: string;
  readonly ignore: string[];
}

export function useAddFolder(onAdded: () => void) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NewFolder) => client.call(routes.createSource, { body }),
    onSuccess: async () => {
      onAdded();
      await queryClient.invalidateQueries({ queryKey: queryKeys.sources });
    },
  });
}

export type SourceAct = 'run' | 'confirm' | 'pause' | 'resume' | 'remove';

/** What can be done with a source from its row. */
export function useSourceAct(source: SourceView) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const params = { id: source.id };
  return useMutation({
    mutationFn: async (act: SourceAct): Promise<void> => {
      switch (act) {
        case 'run':
        case 'confirm':
          await client.call(routes.runSource, { params, body: { confirmDeletions: act === 'confirm' } });
          return;
        case 'pause':
        case 'resume':
          await client.call(routes.updateSource, { params, body: { state: act === 'pause' ? 'paused' : 'active' } });
          return;
        case 'remove':
          await client.call(routes.removeSource, { params });
      }
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.sources }),
  });
}
