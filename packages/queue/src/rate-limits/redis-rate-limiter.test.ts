import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RateLimit, RateLimiter } from '@carrel/core';
import { describeRateLimiterContract } from '../../../../test/support/contracts/rate-limiter-contract.ts';
import { createRecordingLogger } from '../../../../test/support/fakes/recording-logger.ts';
import type { OwnRedis } from '../../../../test/support/own-redis.ts';
import { startOwnRedis } from '../../../../test/support/own-redis.ts';
import { needs, needsCommand } from '../../../../test/support/require.ts';
import { createRedisRateLimiter } from './redis-rate-limiter.ts';

const sharedUrl = process.env['CARREL_TEST_REDIS_URL'];
const limit: RateLimit = { name: 'sign-ins', amount: 2, windowMs: 60_000 };

/** A fallback that says so when it is asked. */
function aFallback() {
  const asked: string[] = [];
  const fallback: RateLimiter = {
    take: async (_limit, key) => void asked.push(`take ${key}`),
    charge: async (_limit, key) => void asked.push(`charge ${key}`),
    waitMs: async (_limit, key) => (asked.push(`wait ${key}`), 7),
    close: async () => undefined,
  };
  return { asked, fallback };
}

if (needs('Redis', sharedUrl !== undefined, 'Set CARREL_TEST_REDIS_URL.')) {
  describeRateLimiterContract({
    name: 'in Redis',
    create: () =>
      createRedisRateLimiter({ logger: createRecordingLogger().logger, fallback: aFallback().fallback }, { url: sharedUrl ?? '' }),
  });
}

describe.runIf(needsCommand('redis-server'))('limits in a Redis of their own', () => {
  let redis: OwnRedis;
  const limiters: RateLimiter[] = [];
  const open = async () => {
    const { asked, fallback } = aFallback();
    const { logger, events } = createRecordingLogger();
    const limiter = await createRedisRateLimiter({ logger, fallback }, { url: redis.url });
    limiters.push(limiter);
    return { limiter, asked, events };
  };
  beforeAll(async () => {
    redis = await startOwnRedis();
  });
  afterEach(async () => {
    for (const limiter of limiters.splice(0)) await limiter.close();
  });
  afterAll(() => redis.close());

  test('are one limit for all processes', async () => {
    const [one, other] = [(await open()).limiter, (await open()).limiter];
    await one.take(limit, 'account a@example.com');
    await other.take(limit, 'account a@example.com');
    for (const limiter of [one, other])
      await expect(limiter.take(limit, 'account a@example.com')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('hold no address of anybody, and end by themselves', async () => {
    const { limiter } = await open();
    await limiter.take(limit, 'account b@example.com');
    await limiter.take({ ...limit, name: 'requests-by-address' }, '192.0.2.7');
    const client = new Redis(redis.url);
    const keys = await client.keys('*');
    expect(keys.length).toBeGreaterThanOrEqual(2);
    expect(keys.join(' ')).not.toMatch(/example\.com|192\.0\.2/u);
    for (const key of keys) expect(await client.pttl(key)).toBeGreaterThan(0);
    client.disconnect();
  });

  test('are counted by the process alone while Redis is away, at once, and together again when it is back', async () => {
    const { limiter, asked, events } = await open();
    await limiter.take(limit, 'c');
    await redis.kill();
    await expect.poll(() => events.map(({ event }) => event)).toContain('queue.redis-away');
    const startMs = performance.now();
    await limiter.take(limit, 'c');
    await limiter.charge(limit, 'c', 5);
    expect(await limiter.waitMs(limit, 'c')).toBe(7);
    expect(performance.now() - startMs).toBeLessThan(1_000);
    expect(asked).toEqual(['take c', 'charge c', 'wait c']);
    await redis.start();
    await expect.poll(() => events.map(({ event }) => event), { timeout: 10_000 }).toContain('queue.redis-back');
    await limiter.take(limit, 'c', 2);
    await expect(limiter.take(limit, 'c')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(asked).toHaveLength(3);
  }, 30_000);
});
