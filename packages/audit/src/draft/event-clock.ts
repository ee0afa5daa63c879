import { randomUUID } from 'node:crypto';
import type { Clock } from '@carrel/core';

export interface ClockStamp {
  /** UTC ISO 8601 with milliseconds. */
  readonly time: string;
  readonly clk: { readonly boot: string; readonly up_ms: number };
}

/** A wall clock that is set back by more than this starts a new `boot`. */
const toleratedStepMs = 5_000;

/**
 * Stamps events so that, within one `boot`, a later stamp has a time that is not earlier: always, whatever the wall clock
 * does. A verifier may therefore take a time that goes back within a boot for a forgery.
 *
 * A small step back (time synchronisation) is flattened; after a large one the clock starts a new boot, so that the time
 * is right again and the break can be seen.
 */
export function createEventClock(clock: Clock): { stamp(): ClockStamp } {
  let boot = randomUUID();
  let bootMs = clock.monotonicMs();
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    stamp() {
      let nowMs = Math.floor(clock.nowMs());
      if (nowMs < lastMs - toleratedStepMs) {
        boot = randomUUID();
        bootMs = clock.monotonicMs();
      } else {
        nowMs = Math.max(nowMs, lastMs);
      }
      lastMs = nowMs;
      return { time: new Date(nowMs).toISOString(), clk: { boot, up_ms: Math.floor(clock.monotonicMs() - bootMs) } };
    },
  };
}
