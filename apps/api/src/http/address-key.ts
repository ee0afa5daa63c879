import { isIPv6 } from 'node:net';
import type { Request } from 'express';

/** Groups of an IPv6 address that belong to one customer at least: whoever has them can write the rest as they like. */
const networkGroups = 4;
const mappedPrefix = '0:0:0:0:0:ffff:';

/**
 * The address of a request as limits count it: an IPv4 address by itself, however it is written; IPv6 by its first 64 bits, of
 * which a single machine has all (RFC 6177). Counting whole IPv6 addresses would be no limit at all (CVE-2026-45364).
 */
export function addressKey({ ip }: Pick<Request, 'ip'>): string {
  if (ip === undefined) return 'unknown';
  const address = ip.split('%')[0] ?? '';
  if (!isIPv6(address)) return ip;
  const groups = groupsOf(address);
  const text = groups.join(':');
  if (text.startsWith(mappedPrefix)) return groups.slice(6).map(bytesOf).join('.');
  return `${groups.slice(0, networkGroups).join(':')}::/64`;
}

/** Eight groups in hexadecimal, without leading zeros. The URL parser writes every form of an address in one way. */
function groupsOf(address: string): readonly string[] {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const missing = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  return [...(before ?? []), ...Array.from({ length: missing }, () => '0'), ...(after ?? [])];
}

function bytesOf(group: string): string {
  const number = Number.parseInt(group, 16);
  return `${number >> 8}.${number & 0xff}`;
}
