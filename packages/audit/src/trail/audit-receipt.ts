import type { AuditEventId } from '@carrel/core';

/** Where a numbered event stands in the log. Kept outside Carrel, it shows later whether the log still says the same. */
export interface AuditReceipt {
  readonly eventId: AuditEventId;
  readonly shard: number;
  readonly seq: number;
  readonly leafHash: string;
}
