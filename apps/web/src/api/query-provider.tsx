import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { isSignedOut } from './failure.ts';
import { queryKeys } from './query-keys.ts';
import { tellsOfState } from './service-state.tsx';

/**
 * Holds what was fetched. A refusal for want of a session anywhere empties the answer of `me`: the shell then leads to the
 * sign-in. Refusals are shown, not repeated; what a broken connection lost is fetched again when it is back.
 */
export function QueryProvider({ children }: { readonly children: ReactNode }) {
  const [client] = useState(() => {
    const onError = (error: unknown) => {
      if (isSignedOut(error)) made.setQueryData(queryKeys.me, null);
      if (tellsOfState(error)) void made.invalidateQueries({ queryKey: queryKeys.serviceState });
    };
    const made: QueryClient = new QueryClient({
      queryCache: new QueryCache({ onError }),
      mutationCache: new MutationCache({ onError }),
      defaultOptions: { queries: { retry: false, staleTime: 10_000, networkMode: 'always' }, mutations: { networkMode: 'always' } },
    });
    return made;
  });
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
