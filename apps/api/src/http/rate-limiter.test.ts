import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../../test/support/fakes/fake-clock.ts';
import type { RateLimit } from './rate-limiter.ts';
import { createRateLimiter } from './rate-limiter.ts';

const limit: RateLimit = { name: 'asks', amount: 3, windowMs: 60_000 };

describe('createRateLimiter', () => {
  it('lets the amount through at once and then one after each part of the window', () => {
    const clock = createFakeClock();
    const limiter = createRateLimiter({ clock });
    for (let count = 0; count < 3; count += 1) limiter.take(limit, 'one');
    expect(() => limiter.take(limit, 'one')).toThrow(expect.objectContaining({ code: 'RATE_LIMITED', retryAfterMs: 20_000 }) as Error);
    clock.advance(19_999);
    expect(() => limiter.take(limit, 'one')).toThrow();
    clock.advance(1);
    limiter.take(limit, 'one');
  });

  it('counts each key and each limit by itself', () => {
    const limiter = createRateLimiter({ clock: createFakeClock() });
    limiter.take(limit, 'one', 3);
    limiter.take(limit, 'two', 3);
    limiter.take({ ...limit, name: 'searches' }, 'one', 3);
    expect(limiter.waitMs(limit, 'one')).toBeGreaterThan(0);
  });

  it('takes what is known only afterwards below nothing, and lets it be waited for', () => {
    const clock = createFakeClock();
    const limiter = createRateLimiter({ clock });
    limiter.charge(limit, 'one', 6);
    expect(limiter.waitMs(limit, 'one')).toBe(80_000);
    clock.advance(80_000);
    expect(limiter.waitMs(limit, 'one')).toBe(0);
  });

  it('holds no more keys than a bound, however many come', () => {
    const limiter = createRateLimiter({ clock: createFakeClock() });
    for (let key = 0; key < 25_000; key += 1) limiter.take(limit, `key ${key}`);
    // The newest is still known; the oldest were forgotten to make room.
    limiter.take(limit, 'key 24999', 2);
    expect(limiter.waitMs(limit, 'key 24999')).toBeGreaterThan(0);
    expect(limiter.waitMs(limit, 'key 0', 3)).toBe(0);
  });
});
