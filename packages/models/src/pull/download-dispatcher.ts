import type { Dispatcher } from 'undici';
import { Agent, ProxyAgent } from 'undici';

/** Connections for downloads: through the proxy where there is one. */
export function createDownloadDispatcher(proxy: string | null): Dispatcher {
  return proxy === null ? new Agent() : new ProxyAgent(proxy);
}
