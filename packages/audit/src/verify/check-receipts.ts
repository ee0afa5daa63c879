import type { AuditReceipt } from '../trail/audit-receipt.ts';
import { placeOf, type LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

/** Receipts were given out when the events were numbered: they show what a log that was rewritten as a whole cannot hide. */
export function checkReceipts(log: FindingLog, receipts: readonly AuditReceipt[]): LogCheck {
  const open = new Map<string, AuditReceipt>(receipts.map((receipt) => [receipt.eventId, receipt]));
  return {
    entry(entry) {
      const place = placeOf(entry);
      const receipt = open.get(place.eventId);
      if (receipt === undefined) return;
      open.delete(place.eventId);
      if (receipt.shard !== place.shard || receipt.seq !== place.seq || receipt.leafHash !== entry.hash) {
        log.add(
          'receipt-mismatch',
          place,
          `A receipt says ${receipt.shard}/${receipt.seq} with the hash ${receipt.leafHash}; the log says ${place.shard}/${place.seq} with ${entry.hash}.`,
        );
      }
    },
    end() {
      for (const { eventId, shard, seq } of open.values())
        log.add('receipt-missing', { shard, seq, eventId }, `There is a receipt for ${shard}/${seq}, but no such event in the log.`);
    },
  };
}
