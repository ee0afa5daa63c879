import type { CarrelClient } from '@carrel/contract';
import { createCarrelClient } from '@carrel/contract';
import type { ReactNode } from 'react';
import { createContext, useContext, useState } from 'react';
import type { AuthClient } from './auth-client.ts';
import { createAuthClient } from './auth-client.ts';

interface Api {
  readonly client: CarrelClient;
  readonly auth: AuthClient;
}

const ApiContext = createContext<Api | null>(null);

const browserFetch = (url: string, init: RequestInit) => fetch(url, init);

/** The page's only way to the server: the typed client on the page's own origin. */
export function ApiProvider({ children }: { readonly children: ReactNode }) {
  const [api] = useState<Api>(() => ({
    client: createCarrelClient({ baseUrl: '', fetch: browserFetch }),
    auth: createAuthClient(browserFetch),
  }));
  return <ApiContext value={api}>{children}</ApiContext>;
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new TypeError('useApi was called outside ApiProvider');
  return api;
}
