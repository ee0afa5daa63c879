import { lookup, getServers } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { CarrelError } from '@carrel/core';
import { isPrivateAddress } from './private-address.ts';

export interface NetworkPolicyOptions {
  /** `CARREL_ALLOW_REMOTE_MODELS=1`: documents may be sent outside. */
  readonly allowRemote: boolean;
  /** `CARREL_OFFLINE=1`: no connection beyond loopback and private addresses, whatever else is set. */
  readonly offline: boolean;
}

export interface ResolvedHost {
  readonly addresses: readonly LookupAddress[];
  /** Whether any of its addresses is outside loopback and the private ranges. */
  readonly isRemote: boolean;
}

/** Resolves names and decides whether a connection there is allowed. */
export interface NetworkPolicy {
  /**
   * @param host name or address, without brackets.
   * @throws MODEL_URL_REFUSED when an address is outside and may not be; MODEL_UNAVAILABLE when the name is not known.
   */
  resolve(host: string): Promise<ResolvedHost>;
}

export interface NetworkPolicyDeps {
  readonly lookupAll: (host: string) => Promise<readonly LookupAddress[]>;
  readonly nameServers: () => readonly string[];
}

const lookupAsync = promisify(lookup);

export const systemNameLookup: NetworkPolicyDeps = {
  lookupAll: (host) => lookupAsync(host, { all: true, verbatim: true }),
  nameServers: getServers,
};

export function createNetworkPolicy(deps: NetworkPolicyDeps, options: NetworkPolicyOptions): NetworkPolicy {
  const remoteAllowed = options.allowRemote && !options.offline;
  return {
    resolve: async (host) => {
      const addresses = await addressesOf(deps, options, host);
      const isRemote = addresses.some(({ address }) => !isPrivateAddress(address));
      if (isRemote && !remoteAllowed) throw refused(host, options.offline);
      return { addresses, isRemote };
    },
  };
}

async function addressesOf(deps: NetworkPolicyDeps, options: NetworkPolicyOptions, host: string): Promise<readonly LookupAddress[]> {
  const version = isIP(host);
  if (version !== 0) return [{ address: host, family: version }];
  if (host === 'localhost') {
    return [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
  }
  if (options.offline && deps.nameServers().some((server) => !isPrivateAddress(serverAddress(server)))) {
    throw new CarrelError('MODEL_URL_REFUSED', {
      message: `the name "${host}" would have to be asked of a name server outside this network; use an address while CARREL_OFFLINE=1`,
    });
  }
  const found = await lookupNames(deps, host);
  if (found.length === 0) throw unknownName(host);
  return found;
}

async function lookupNames(deps: NetworkPolicyDeps, host: string): Promise<readonly LookupAddress[]> {
  try {
    return await deps.lookupAll(host);
  } catch (cause) {
    throw unknownName(host, cause);
  }
}

/** `dns.getServers` gives `1.2.3.4`, `1.2.3.4:5353`, `::1` or `[::1]:5353`. */
function serverAddress(server: string): string {
  if (isIP(server) !== 0) return server;
  return server.replace(/:\d+$/, '').replaceAll(/[[\]]/g, '');
}

function unknownName(host: string, cause?: unknown): CarrelError {
  return new CarrelError('MODEL_UNAVAILABLE', {
    message: `the name "${host}" of the model server is not known`,
    cause,
  });
}

function refused(host: string, offline: boolean): CarrelError {
  const why = offline ? 'and CARREL_OFFLINE=1 is set' : 'and CARREL_ALLOW_REMOTE_MODELS=1 is not set';
  return new CarrelError('MODEL_URL_REFUSED', {
    message: `the model server "${host}" is outside loopback and private addresses, ${why}`,
  });
}
