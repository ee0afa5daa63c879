import { createHash } from 'node:crypto';
import { CarrelError, type Logger, type RateLimit, type RateLimiter } from '@carrel/core';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { createRedisClient } from '../bullmq/redis-client.ts';

export interface RedisRateLimiterOptions {
  readonly url: string;
  /** Begins the names of the keys in Redis. Tests have their own. */
  readonly prefix?: string;
}

/**
 * Counts in Redis, so that several API processes have one limit together. A window is fixed: it begins with the first
 * request of a key and is over after `windowMs`, which is rounded down to seconds. Redis holds digests of keys and numbers.
 *
 * @param deps.fallback counts while Redis is away: each process by itself then.
 */
export async function createRedisRateLimiter(
  deps: { readonly logger: Logger; readonly fallback: RateLimiter },
  { url, prefix = 'carrel:limits' }: RedisRateLimiterOptions,
): Promise<RateLimiter> {
  const client = createRedisClient(deps, { url, whenAway: 'fails-fast' });
  // Not there yet: the client goes on trying, and the fallback counts.
  await client.connect().catch(() => undefined);
  const limiters = new Map<string, RateLimiterRedis>();

  function limiterOf({ name, amount, windowMs }: RateLimit): RateLimiterRedis {
    const keyPrefix = `${prefix}:${name}:${amount}:${windowMs}`;
    const known = limiters.get(keyPrefix);
    if (known !== undefined) return known;
    const made = new RateLimiterRedis({
      storeClient: client,
      keyPrefix,
      points: amount,
      duration: windowMs / 1000,
      rejectIfRedisNotReady: true,
    });
    limiters.set(keyPrefix, made);
    return made;
  }
  /** What Redis says; what the fallback says when Redis says nothing. */
  async function ask<Answer>(work: () => Promise<Answer>, otherwise: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CarrelError) throw error;
      return otherwise();
    }
  }

  return {
    take: (limit, key, cost = 1) =>
      ask(
        async () => {
          await limiterOf(limit)
            .consume(digestOf(key), cost)
            .catch((refused: unknown) => {
              throw refused instanceof RateLimiterRes ? limited(limit, refused.msBeforeNext) : refused;
            });
        },
        () => deps.fallback.take(limit, key, cost),
      ),
    charge: (limit, key, cost) =>
      ask(
        async () => void (await limiterOf(limit).penalty(digestOf(key), cost)),
        () => deps.fallback.charge(limit, key, cost),
      ),
    waitMs: (limit, key, cost = 1) =>
      ask(
        async () => {
          const used = await limiterOf(limit).get(digestOf(key));
          return used === null || used.consumedPoints + cost <= limit.amount ? 0 : Math.max(1, used.msBeforeNext);
        },
        () => deps.fallback.waitMs(limit, key, cost),
      ),
    async close() {
      client.disconnect();
      await deps.fallback.close();
    },
  };
}

function limited({ name }: RateLimit, waitMs: number): CarrelError {
  return new CarrelError('RATE_LIMITED', { retryAfterMs: Math.max(1, waitMs), details: { limit: name } });
}

/** Addresses of people and machines are nobody's business in Redis, whose memory is in clear. */
function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 32);
}
