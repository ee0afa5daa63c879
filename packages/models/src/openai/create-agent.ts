import type { LookupFunction } from 'node:net';
import type { Agent } from 'undici';
import type { ModelAddress } from '../network/model-address.ts';
import type { NetworkPolicy } from '../network/network-policy.ts';

const connectTimeoutMs = 5_000;

/** undici is loaded when the first request is made: its 30 MB are not spent where no model is in use. */
export async function createAgent(
  deps: { readonly network: NetworkPolicy },
  options: { readonly address: ModelAddress; readonly maxResponseBytes: number },
): Promise<Agent> {
  const { Agent: UndiciAgent } = await import('undici');
  const connect =
    options.address.kind === 'unix'
      ? { socketPath: options.address.socketPath, timeout: connectTimeoutMs }
      : { lookup: checkedLookup(deps.network), timeout: connectTimeoutMs };
  // `keepAliveTimeout` below the 5 s after which Node servers close an idle connection: a request never meets a closing one.
  return new UndiciAgent({
    connect,
    maxResponseSize: options.maxResponseBytes,
    keepAliveTimeout: 3_000,
    keepAliveMaxTimeout: 3_000,
    connections: 64,
    pipelining: 1,
  });
}

/** The lookup of the connection itself gives only addresses that passed the policy: between check and use lies nothing. */
function checkedLookup(network: NetworkPolicy): LookupFunction {
  return (host, lookupOptions, callback) => {
    network.resolve(host).then(
      ({ addresses }) => {
        const [first] = addresses;
        if (lookupOptions.all === true) callback(null, [...addresses]);
        else callback(null, first?.address ?? '', first?.family ?? 0);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error('the name lookup failed'), [], 0),
    );
  };
}
