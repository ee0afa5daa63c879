import type { Clock, RateLimit, RateLimiter } from '@carrel/core';
import { CarrelError } from '@carrel/core';

interface Bucket {
  readonly limit: RateLimit;
  available: number;
  updatedMs: number;
}

const maxBuckets = 20_000;

/**
 * Token buckets in memory, one for each limit and key; they refill evenly. They are forgotten when they are full again, which
 * is when they say nothing any more.
 */
export function createMemoryRateLimiter({ clock }: { readonly clock: Clock }): RateLimiter {
  const buckets = new Map<string, Bucket>();

  function refilled(limit: RateLimit, key: string): Bucket {
    const name = `${limit.name} ${key}`;
    const nowMs = clock.monotonicMs();
    const bucket = buckets.get(name) ?? { limit, available: limit.amount, updatedMs: nowMs };
    bucket.available = availableAt(bucket, nowMs);
    bucket.updatedMs = nowMs;
    if (!buckets.has(name) && buckets.size >= maxBuckets) dropFull(buckets, nowMs);
    buckets.set(name, bucket);
    return bucket;
  }
  function waitMs(limit: RateLimit, key: string, cost = 1): number {
    const missing = Math.min(cost, limit.amount) - refilled(limit, key).available;
    return missing <= 0 ? 0 : Math.ceil((missing * limit.windowMs) / limit.amount);
  }

  return {
    waitMs: async (limit, key, cost) => waitMs(limit, key, cost),
    async take(limit, key, cost = 1) {
      const retryAfterMs = waitMs(limit, key, cost);
      if (retryAfterMs > 0) throw new CarrelError('RATE_LIMITED', { retryAfterMs, details: { limit: limit.name } });
      refilled(limit, key).available -= cost;
    },
    async charge(limit, key, cost) {
      refilled(limit, key).available -= cost;
    },
    close: async () => undefined,
  };
}

function availableAt(bucket: Bucket, nowMs: number): number {
  const { amount, windowMs } = bucket.limit;
  return Math.min(amount, bucket.available + ((nowMs - bucket.updatedMs) * amount) / windowMs);
}

function dropFull(buckets: Map<string, Bucket>, nowMs: number): void {
  for (const [name, bucket] of buckets) if (availableAt(bucket, nowMs) >= bucket.limit.amount) buckets.delete(name);
  // Still full of live ones: someone sends from countless keys. The oldest go, so that memory stays bounded.
  for (const name of buckets.keys()) {
    if (buckets.size < maxBuckets) return;
    buckets.delete(name);
  }
}
