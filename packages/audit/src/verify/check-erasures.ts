import { placeOf, type LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

/** An erasure that was executed names its approval, and that the request: whoever just deletes has neither. */
export function checkErasures(log: FindingLog): LogCheck {
  const requested = new Set<string>();
  const approved = new Set<string>();
  return {
    entry(entry) {
      const { leaf } = entry;
      if (leaf === null) return;
      const isFounded = (by: ReadonlySet<string>) => leaf.prior !== undefined && by.has(leaf.prior);
      if (leaf.type === 'erasure.requested') requested.add(leaf.id);
      else if (leaf.type === 'erasure.approved' && isFounded(requested)) approved.add(leaf.id);
      else if ((leaf.type === 'erasure.approved' || leaf.type === 'erasure.executed') && !isFounded(approved))
        log.add(
          'erasure-unfounded',
          placeOf(entry),
          `There is no ${leaf.type === 'erasure.approved' ? 'request' : 'approved request'} before ${leaf.type}.`,
        );
    },
  };
}
