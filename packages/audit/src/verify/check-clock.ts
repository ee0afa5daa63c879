import { placeOf, type LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

interface Stamp {
  readonly upMs: number;
  readonly time: string;
}

/** Transactions that overlap commit in another order than they took their times: so many of a process's last events are compared. */
const comparedStamps = 256;

/**
 * Within one run of a process, time goes with the time since its start. The writer sees to that whatever the wall clock does
 * (`createEventClock`), so a time that goes back is a forgery.
 */
export function checkClock(log: FindingLog): LogCheck {
  const boots = new Map<string, Stamp[]>();
  return {
    entry(entry) {
      if (entry.leaf === null) return;
      const { clk, time } = entry.leaf;
      const stamp = { upMs: clk.up_ms, time };
      const stamps = boots.get(clk.boot) ?? [];
      boots.set(clk.boot, stamps);
      const index = stamps.findLastIndex((other) => other.upMs <= stamp.upMs) + 1;
      const before = stamps.findLast((other, at) => at < index && other.upMs < stamp.upMs);
      const after = stamps[index];
      if (before !== undefined && before.time > time) {
        log.add(
          'time-back',
          placeOf(entry),
          `The process had run ${clk.up_ms} ms at ${time}, but only ${before.upMs} ms at ${before.time}.`,
        );
        return;
      }
      if (after !== undefined && after.time < time) {
        log.add(
          'time-back',
          placeOf(entry),
          `The process had run ${clk.up_ms} ms at ${time}, and ${after.upMs} ms at ${after.time} already.`,
        );
        return;
      }
      stamps.splice(index, 0, stamp);
      if (stamps.length > comparedStamps) stamps.shift();
    },
  };
}
