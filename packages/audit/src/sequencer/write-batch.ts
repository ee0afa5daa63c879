import type { Clock, LogEntry, NamedLease, RecordStore } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { LogPlace } from './log-place.ts';

/**
 * Writes entries in one transaction, fenced twice: by the lease, and by where the log ends.
 * @throws CONFLICT when another process has taken over: nothing was written.
 */
export async function writeBatch(
  deps: { readonly store: RecordStore; readonly clock: Clock },
  batch: { readonly lease: NamedLease; readonly end: LogPlace | null; readonly entries: readonly LogEntry[] },
): Promise<void> {
  const { lease, end, entries } = batch;
  await deps.store.transaction(async (repositories) => {
    if (!(await repositories.leases.isHeld(lease, deps.clock.nowMs()))) {
      throw new CarrelError('CONFLICT', { message: `The lease "${lease.name}" is no longer held by ${lease.owner}.` });
    }
    const tail = await repositories.audit.findTail();
    const isWhereExpected =
      tail === null ? end === null : tail.shard === end?.shard && tail.seq + 1 === end.seq && tail.leafHash === end.prev;
    if (!isWhereExpected) throw new CarrelError('CONFLICT', { message: 'The log has grown under another hand.' });
    await repositories.audit.appendEntries(entries);
  });
}
