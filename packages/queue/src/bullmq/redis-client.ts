import { CarrelError, type Logger } from '@carrel/core';
import { Redis } from 'ioredis';

/** `waits`: for a worker, whose commands wait until Redis is back. `fails-fast`: for whoever must not be held up. */
export type WhenAway = 'waits' | 'fails-fast';

const longestReconnectMs = 2_000;

/** A client that reconnects for ever and logs once when Redis goes away and once when it is back. It is not connected yet. */
export function createRedisClient(
  deps: { readonly logger: Logger },
  options: { readonly url: string; readonly whenAway: WhenAway },
): Redis {
  const retryStrategy = (attempt: number) => Math.min(longestReconnectMs, 50 * 2 ** attempt);
  const client =
    options.whenAway === 'waits'
      ? new Redis(options.url, { lazyConnect: true, retryStrategy, maxRetriesPerRequest: null })
      : new Redis(options.url, { lazyConnect: true, retryStrategy, maxRetriesPerRequest: 1, enableOfflineQueue: false });
  let isAway = false;
  client.on('error', (error: Error) => {
    if (!isAway) deps.logger.warn('queue.redis-away', { code: codeOf(error) });
    isAway = true;
  });
  client.on('ready', () => {
    if (isAway) deps.logger.info('queue.redis-back');
    isAway = false;
  });
  return client;
}

/**
 * A Redis that may evict keys loses jobs and their locks, one by one and without a word
 * (https://docs.bullmq.io/guide/going-to-production).
 * @throws INVALID_CONFIGURATION.
 */
export async function assertNoEviction(client: Redis): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/mu.exec(await client.info('memory'))?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  throw new CarrelError('INVALID_CONFIGURATION', {
    message: `CARREL_REDIS_URL: expected a Redis with "maxmemory-policy noeviction", found "${policy}", which drops jobs when memory is short. Set it in redis.conf, or with: redis-cli config set maxmemory-policy noeviction`,
  });
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
