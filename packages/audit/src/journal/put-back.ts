import type { Clock, NamedLease, RecordStore } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { prevOf } from './journal-segments.ts';
import type { JournalEntry } from './journal-frame.ts';

/**
 * Appends entries of the journal to the log in one transaction, byte by byte as they were, behind the entry that they name.
 * @throws CONFLICT when the lease is gone or the log ends elsewhere: nothing was written.
 */
export async function putBack(
  store: RecordStore,
  items: readonly JournalEntry[],
  fence: { readonly lease: NamedLease; readonly clock: Clock },
): Promise<void> {
  const [first] = items;
  if (first === undefined) return;
  const { lease, clock } = fence;
  await store.transaction(async ({ leases, audit }) => {
    if (!(await leases.isHeld(lease, clock.nowMs())))
      throw new CarrelError('CONFLICT', { message: `The lease "${lease.name}" is no longer held by ${lease.owner}.` });
    const tail = await audit.findTail();
    if ((tail?.leafHash ?? '0'.repeat(64)) !== prevOf(first))
      throw new CarrelError('CONFLICT', { message: 'The log has grown under another hand.' });
    await audit.appendEntries(items.map(({ entry }) => entry));
  });
}
