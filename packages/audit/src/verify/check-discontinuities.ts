import { placeOf, type LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

/** A restore without a whole journal says in the log that entries may be lost. */
export function checkDiscontinuities(log: FindingLog): LogCheck {
  return {
    entry(entry) {
      if (entry.leaf?.type !== 'log.discontinuity') return;
      log.add(
        'discontinuity',
        placeOf(entry),
        'A backup was restored, and entries that came after it may be lost: the log says so itself.',
      );
    },
  };
}
