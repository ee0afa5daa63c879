import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventClock } from './event-clock.ts';

function steppedClock(startMs = 1_000_000) {
  let nowMs = startMs;
  let monotonicMs = 500;
  return {
    nowMs: () => nowMs,
    monotonicMs: () => monotonicMs,
    pass(ms: number, stepMs = 0) {
      monotonicMs += ms;
      nowMs += ms + stepMs;
    },
  };
}

test('says the wall-clock time, and how long the process has run', () => {
  const clock = steppedClock();
  const events = createEventClock(clock);
  clock.pass(1_500);
  expect(events.stamp()).toMatchObject({ time: new Date(1_001_500).toISOString(), clk: { up_ms: 1_500 } });
});

test('a small step back is flattened, a large one starts a new boot with the true time', () => {
  const clock = steppedClock();
  const events = createEventClock(clock);
  const first = events.stamp();
  clock.pass(10, -2_000);
  const flattened = events.stamp();
  expect(flattened).toMatchObject({ time: first.time, clk: { boot: first.clk.boot, up_ms: 10 } });
  clock.pass(10, -3_600_000);
  const reset = events.stamp();
  expect(reset.clk.boot).not.toBe(first.clk.boot);
  expect(reset.clk.up_ms).toBe(0);
  expect(reset.time).toBe(new Date(clock.nowMs()).toISOString());
});

test('within one boot time never goes back, whatever the wall clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5_000), fc.integer({ min: -20_000, max: 20_000 })), { maxLength: 60 }), (steps) => {
      const clock = steppedClock(1_000_000_000);
      const events = createEventClock(clock);
      let before = events.stamp();
      for (const [ms, stepMs] of steps) {
        clock.pass(ms, stepMs);
        const stamp = events.stamp();
        if (stamp.clk.boot === before.clk.boot) {
          expect(stamp.time >= before.time).toBe(true);
          expect(stamp.clk.up_ms).toBeGreaterThanOrEqual(before.clk.up_ms);
        }
        before = stamp;
      }
    }),
  );
});
