import type { TiledLog } from '@carrel/audit';
import { CarrelError } from '@carrel/core';
import type { Secret } from '@carrel/runtime';
import { UsageError } from '../usage-error.ts';

const notFound = 404;

/**
 * Logs on web servers: of each year the address under which its `checkpoint` lies (C2SP tlog-tiles), such as
 * `https://carrel.example.com/api/v1/audit/logs/2026`.
 * @param key sent as bearer token, for a server that wants one.
 */
export function openUrlLog(prefixes: readonly string[], key: Secret<string> | null): TiledLog {
  const byShard = new Map(prefixes.map((prefix) => [shardOf(prefix), prefix.replace(/\/+$/, '')] as const));
  return {
    shards: [...byShard.keys()].toSorted((left, right) => left - right),
    async read(path) {
      const [shard = '', ...rest] = path.split('/');
      const prefix = byShard.get(Number(shard));
      if (prefix === undefined) return null;
      const response = await fetch(
        `${prefix}/${rest.join('/')}`,
        key === null ? {} : { headers: { authorization: `Bearer ${key.reveal()}` } },
      );
      if (response.status === notFound) return null;
      if (response.status === 401 || response.status === 403)
        throw new CarrelError('FORBIDDEN', { message: `${prefix} wants another key.` });
      if (!response.ok) throw new CarrelError('INTERNAL', { message: `${prefix} answered ${path} with status ${response.status}.` });
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}

function shardOf(prefix: string): number {
  const year = /^https?:\/\/.*\/(\d{4})\/?$/.exec(prefix)?.[1];
  if (year === undefined)
    throw new UsageError(`--url: expected the address of a year's log, such as https://example.com/audit/2026, got "${prefix}".`);
  return Number(year);
}
