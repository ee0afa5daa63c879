import type { Clock } from '../../../packages/core/src/index.ts';

export interface FakeClock extends Clock {
  advance(ms: number): void;
}

/** Stands still until it is moved. Starts at 2026-01-05T09:00:00.000Z. */
export function createFakeClock(startMs = Date.UTC(2026, 0, 5, 9)): FakeClock {
  let elapsedMs = 0;
  return {
    nowMs: () => startMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    advance: (ms) => {
      elapsedMs += ms;
    },
  };
}
