import type { CarrelClient, Fetch } from '@carrel/contract';
import { createCarrelClient } from '@carrel/contract';
import type { Secret } from '@carrel/runtime';
import { Agent, fetch as undiciFetch, install } from 'undici';
import type { OpenServer } from './open-server.ts';

/** Answers may take minutes before the first byte (a cold model) and between two. */
const timeouts = { headersTimeout: 15 * 60_000, bodyTimeout: 15 * 60_000 };

/** A client over the Unix socket of a data folder: the caller is its owner. */
export function openSocketClient(socketPath: string, as?: string): OpenServer {
  const agent = new Agent({ ...timeouts, connect: { socketPath } });
  return open(agent, 'http://carrel.localhost', as === undefined ? {} : { 'x-carrel-as': as });
}

/** A client of a server somewhere, with a key. */
export function openHttpClient(baseUrl: string, key: Secret<string> | null): OpenServer {
  const agent = new Agent(timeouts);
  return open(agent, baseUrl, key === null ? {} : { authorization: `Bearer ${key.reveal()}` });
}

function open(agent: Agent, baseUrl: string, headers: Readonly<Record<string, string>>): OpenServer {
  // `FormData` and `fetch` must come from the same implementation, or an upload is sent as "[object FormData]".
  install();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same functions; undici and Node declare their types apart
  const send = undiciFetch as unknown as (url: string, init: Omit<RequestInit, 'dispatcher'> & { dispatcher: Agent }) => ReturnType<Fetch>;
  const client: CarrelClient = createCarrelClient({
    baseUrl,
    fetch: (url, init) => send(url, { ...init, dispatcher: agent }),
    headers: () => headers,
  });
  return { client, close: () => agent.destroy() };
}
