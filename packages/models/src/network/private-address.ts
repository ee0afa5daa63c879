import { BlockList, isIP } from 'node:net';

/**
 * Addresses within this machine and this network: loopback, the private ranges of RFC 1918 and RFC 4193. Everything else
 * counts as outside, link-local too: cloud metadata services live there.
 */
const inside = new BlockList();
inside.addSubnet('127.0.0.0', 8, 'ipv4');
inside.addSubnet('10.0.0.0', 8, 'ipv4');
inside.addSubnet('172.16.0.0', 12, 'ipv4');
inside.addSubnet('192.168.0.0', 16, 'ipv4');
inside.addAddress('::1', 'ipv6');
inside.addSubnet('fc00::', 7, 'ipv6');

const mappedPrefix = /^::ffff:(?<dotted>\d+\.\d+\.\d+\.\d+)$/i;

/** False for anything that is not an IP address. */
export function isPrivateAddress(address: string): boolean {
  const dotted = mappedPrefix.exec(address)?.groups?.['dotted'];
  if (dotted !== undefined) return isPrivateAddress(dotted);
  const version = isIP(address);
  if (version === 0) return false;
  return inside.check(address, version === 4 ? 'ipv4' : 'ipv6');
}
