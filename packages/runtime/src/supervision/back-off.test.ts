import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOffMs, createRestartWaits, restartBackOff } from './back-off.ts';

test('the wait is never below half a second nor above half a minute, and grows with failures', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (failures, random) => {
      const waitMs = backOffMs(failures, random);
      expect(waitMs).toBeGreaterThanOrEqual(restartBackOff.firstMs);
      expect(waitMs).toBeLessThanOrEqual(restartBackOff.maxMs);
      expect(backOffMs(failures + 1, random)).toBeGreaterThanOrEqual(waitMs);
    }),
  );
});

test('chance spreads the restarts', () => {
  expect(backOffMs(3, 0)).toBe(2_000);
  expect(backOffMs(3, 0.999)).toBe(2_999);
});

test('a process that ran for a minute starts afresh with the shortest wait', () => {
  const waitAfter = createRestartWaits(() => 0, {});
  expect([waitAfter(10), waitAfter(10), waitAfter(10), waitAfter(60_000), waitAfter(10)]).toEqual([500, 1_000, 2_000, 500, 1_000]);
});
