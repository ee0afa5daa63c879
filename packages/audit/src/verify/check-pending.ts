import type { LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

/** A sequencer that works numbers a draft within seconds. */
export function checkPending(log: FindingLog, options: { readonly nowMs: number; readonly pendingLimitMs: number }): LogCheck {
  return {
    pending({ count, oldestCreatedAt }) {
      if (oldestCreatedAt === null) return;
      const ageMs = options.nowMs - Date.parse(oldestCreatedAt);
      if (ageMs > options.pendingLimitMs)
        log.add(
          'stuck-draft',
          {},
          `Of ${count} events without a number the oldest has waited since ${oldestCreatedAt}, for ${Math.round(ageMs / 1000)} s.`,
        );
    },
  };
}
