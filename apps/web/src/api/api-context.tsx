import type { CarrelClient } from '@carrel/contract';
import { createCarrelClient } from '@carrel/contract';
import type { ReactNode } from 'react';
import { createContext, useContext, useState } from 'react';
import type { AuthClient } from './auth-client.ts';
import type { ProofGate } from './proof-gate.ts';
import { createProofGate } from './proof-gate.ts';
import { createAuthClient } from './auth-client.ts';

interface Api {
  readonly client: CarrelClient;
  readonly auth: AuthClient;
  /** Told when something needs a fresh sign-in. */
  readonly proofs: Pick<ProofGate, 'subscribe'>;
}

const ApiContext = createContext<Api | null>(null);

const browserFetch = (url: string, init: RequestInit) => fetch(url, init);

/** The page's only way to the server: the typed client on the page's own origin. */
export function ApiProvider({ children }: { readonly children: ReactNode }) {
  const [api] = useState<Api>(() => {
    const proofs = createProofGate(browserFetch);
    return { client: createCarrelClient({ baseUrl: '', fetch: proofs.fetch }), auth: createAuthClient(browserFetch), proofs };
  });
  return <ApiContext value={api}>{children}</ApiContext>;
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new TypeError('useApi was called outside ApiProvider');
  return api;
}
