import type { Clock, LogEntry, NamedLease, RecordStore } from '@carrel/core';
import { CarrelError, faultPoint } from '@carrel/core';
import type { JournalSink } from '../journal/create-journal-sink.ts';
import type { LogPlace } from './log-place.ts';

/**
 * Writes entries in one transaction, fenced twice: by the lease, and by where the log ends. The journal has them before the
 * commit: of a commit that is lost it knows, and of one that it does not know nobody is told.
 * @throws CONFLICT when another process has taken over: nothing was written.
 */
export async function writeBatch(
  deps: { readonly store: RecordStore; readonly clock: Clock; readonly journal: JournalSink | null },
  batch: { readonly lease: NamedLease; readonly end: LogPlace | null; readonly entries: readonly LogEntry[] },
): Promise<void> {
  const { lease, end, entries } = batch;
  faultPoint('sequencer.before-transaction');
  await deps.store.transaction(async (repositories) => {
    if (!(await repositories.leases.isHeld(lease, deps.clock.nowMs()))) {
      throw new CarrelError('CONFLICT', { message: `The lease "${lease.name}" is no longer held by ${lease.owner}.` });
    }
    const tail = await repositories.audit.findTail();
    const isWhereExpected =
      tail === null ? end === null : tail.shard === end?.shard && tail.seq + 1 === end.seq && tail.leafHash === end.prev;
    if (!isWhereExpected) throw new CarrelError('CONFLICT', { message: 'The log has grown under another hand.' });
    await repositories.audit.appendEntries(entries);
    faultPoint('sequencer.in-transaction');
    await deps.journal?.write(repositories.audit, entries);
    faultPoint('sequencer.before-commit');
  });
  faultPoint('sequencer.after-commit');
}
