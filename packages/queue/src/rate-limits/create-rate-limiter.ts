import type { Logger, RateLimiter } from '@carrel/core';

/** The limiter of this installation: in Redis when there is one, so that all its API processes count together; else `inMemory`. */
export async function createRateLimiter(
  deps: { readonly logger: Logger; readonly inMemory: RateLimiter },
  options: { readonly redisUrl: string | undefined },
): Promise<RateLimiter> {
  const { logger, inMemory } = deps;
  if (options.redisUrl === undefined) return inMemory;
  const { createRedisRateLimiter } = await import('./redis-rate-limiter.ts');
  return createRedisRateLimiter({ logger, fallback: inMemory }, { url: options.redisUrl });
}
