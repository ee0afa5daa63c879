import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { BlockList, isIP } from 'node:net';
import { CarrelError } from '@carrel/core';

/** Loopback, private, link-local and unique local addresses (RFC 1122, 1918, 3927, 4193, 4291, 6598). */
const inside = new BlockList();
for (const [address, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  inside.addSubnet(address, prefix, 'ipv4');
inside.addAddress('::1', 'ipv6');
inside.addSubnet('fc00::', 7, 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');

function isInside(address: string): boolean {
  return inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** For an address that is a number, which nobody looks up. @throws INVALID_CONFIGURATION. */
export function requireInside(hostname: string): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !isInside(address)) throw outside(hostname);
}

/** Looks names up when a connection is made, and gives no address beyond this network, whatever the name says by then. */
export const privateLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0);
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isInside(address))) return callback(outside(hostname), '', 0);
    return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
  });
};

function outside(hostname: string): CarrelError {
  return new CarrelError('INVALID_CONFIGURATION', { message: `CARREL_OFFLINE=1 is set, and ${hostname} lies outside this network.` });
}
