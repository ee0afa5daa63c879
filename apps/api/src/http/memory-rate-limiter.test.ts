import { describe, expect, it } from 'vitest';
import type { RateLimit } from '@carrel/core';
import { systemClock } from '@carrel/runtime';
import { describeRateLimiterContract } from '../../../../test/support/contracts/rate-limiter-contract.ts';
import { createFakeClock } from '../../../../test/support/fakes/fake-clock.ts';
import { createMemoryRateLimiter } from './memory-rate-limiter.ts';

const limit: RateLimit = { name: 'asks', amount: 3, windowMs: 60_000 };

describeRateLimiterContract({ name: 'in memory', create: async () => createMemoryRateLimiter({ clock: systemClock }) });

describe('createMemoryRateLimiter', () => {
  it('lets the amount through at once and then one after each part of the window', async () => {
    const clock = createFakeClock();
    const limiter = createMemoryRateLimiter({ clock });
    for (let count = 0; count < 3; count += 1) await limiter.take(limit, 'one');
    await expect(limiter.take(limit, 'one')).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 20_000 });
    clock.advance(19_999);
    await expect(limiter.take(limit, 'one')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    clock.advance(1);
    await limiter.take(limit, 'one');
  });

  it('counts each key and each limit by itself', async () => {
    const limiter = createMemoryRateLimiter({ clock: createFakeClock() });
    await limiter.take(limit, 'one', 3);
    await limiter.take(limit, 'two', 3);
    await limiter.take({ ...limit, name: 'searches' }, 'one', 3);
    expect(await limiter.waitMs(limit, 'one')).toBeGreaterThan(0);
  });

  it('takes what is known only afterwards below nothing, and lets it be waited for', async () => {
    const clock = createFakeClock();
    const limiter = createMemoryRateLimiter({ clock });
    await limiter.charge(limit, 'one', 6);
    expect(await limiter.waitMs(limit, 'one')).toBe(80_000);
    clock.advance(80_000);
    expect(await limiter.waitMs(limit, 'one')).toBe(0);
  });

  it('holds no more keys than a bound, however many come', async () => {
    const limiter = createMemoryRateLimiter({ clock: createFakeClock() });
    for (let key = 0; key < 25_000; key += 1) await limiter.take(limit, `key ${key}`);
    // The newest is still known; the oldest were forgotten to make room.
    await limiter.take(limit, 'key 24999', 2);
    expect(await limiter.waitMs(limit, 'key 24999')).toBeGreaterThan(0);
    expect(await limiter.waitMs(limit, 'key 0', 3)).toBe(0);
  });
});
