import type { ServiceState } from '@carrel/contract';
import { ProblemError, routes } from '@carrel/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createContext, useContext, useMemo } from 'react';
import { useMessages } from '../messages/language.tsx';
import { useApi } from './api-context.tsx';
import { queryKeys } from './query-keys.ts';

const lookMs = 30_000;
/** While something cannot be done. */
const lookAgainMs = 5_000;

/** What cannot be done now; looked at again and again, and at once when something was refused for such a reason. */
export function useServiceState() {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.serviceState,
    queryFn: ({ signal }) => client.call(routes.getServiceState, { signal }),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.reasons.length === 0 ? lookMs : lookAgainMs),
    staleTime: 1_000,
  });
}

const telling: ReadonlySet<string> = new Set<ServiceState['reasons'][number]>([
  'DATABASE_UNAVAILABLE',
  'AUDIT_UNAVAILABLE',
  'DISK_FULL',
  'INGEST_STOPPED',
]);

/** Whether the refusal tells that the service is not in its usual state. */
export function tellsOfState(error: unknown): boolean {
  return error instanceof ProblemError && telling.has(error.problem.code);
}

export interface Blocks {
  /** Why it cannot be done now, in words; null: it can. */
  readonly answer: string | null;
  readonly upload: string | null;
  readonly change: string | null;
}

const none: Blocks = { answer: null, upload: null, change: null };
const BlocksContext = createContext<Blocks>(none);

/** Looks at the state once for all that is switched off by it. */
export function ServiceStateProvider({ children }: { readonly children: ReactNode }) {
  const words = useMessages().desk.readOnly;
  const state = useServiceState().data;
  const reason = state?.reasons.find((one) => one !== 'INGEST_STOPPED');
  const blocks = useMemo(() => {
    if (state === undefined || reason === undefined) return none;
    const text = words.reasons[reason];
    return { answer: state.canAnswer ? null : text, upload: state.canUpload ? null : text, change: state.canChange ? null : text };
  }, [state, reason, words]);
  return <BlocksContext value={blocks}>{children}</BlocksContext>;
}

/** What is switched off on the page, each with its reason. Nothing, while the state is not known. */
export function useBlocks(): Blocks {
  return useContext(BlocksContext);
}
