import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RateLimit, RateLimiter } from '@carrel/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** What every limiter does, wherever it counts. */
export function describeRateLimiterContract(subject: { readonly name: string; readonly create: () => Promise<RateLimiter> }): void {
  describe(`rate limiter: ${subject.name}`, () => {
    let limiter: RateLimiter;
    beforeEach(async () => {
      limiter = await subject.create();
    });
    afterEach(() => limiter.close());
    const aLimit = (windowMs = 60_000): RateLimit => ({ name: `contract-${randomUUID()}`, amount: 3, windowMs });

    test('lets the amount through, and says when the next request would pass', async () => {
      const limit = aLimit();
      for (let count = 0; count < 3; count += 1) await limiter.take(limit, 'one');
      const refusal: unknown = await limiter.take(limit, 'one').catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) as unknown, details: { limit: limit.name } });
      const { retryAfterMs } = Object(refusal) as { retryAfterMs: number };
      expect(retryAfterMs).toBeGreaterThan(0);
      expect(retryAfterMs).toBeLessThanOrEqual(limit.windowMs);
    });

    test('counts each key and each limit by itself, and costs as what they are', async () => {
      const [limit, other] = [aLimit(), aLimit()];
      await limiter.take(limit, 'one', 3);
      await limiter.take(limit, 'two', 2);
      await limiter.take(other, 'one', 3);
      expect(await limiter.waitMs(limit, 'one')).toBeGreaterThan(0);
      expect(await limiter.waitMs(limit, 'two')).toBe(0);
      expect(await limiter.waitMs(limit, 'two', 2)).toBeGreaterThan(0);
      expect(await limiter.waitMs(limit, 'three')).toBe(0);
    });

    test('takes what is known only afterwards, and lets it be waited for', async () => {
      const limit = aLimit();
      await limiter.charge(limit, 'one', 10);
      expect(await limiter.waitMs(limit, 'one')).toBeGreaterThan(0);
      await expect(limiter.take(limit, 'one')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    });

    test('lets the same request pass after the time that it named', async () => {
      const limit = aLimit(1_000);
      await limiter.take(limit, 'one', 3);
      await sleep((await limiter.waitMs(limit, 'one')) + 50);
      await limiter.take(limit, 'one');
    });
  });
}
