import type { AuditRepository } from '@carrel/core';
import { readJournal } from './journal-segments.ts';
import type { JournalTail } from './open-journal.ts';

/** How a journal and the log in SQL stand to each other. */
export type JournalComparison =
  | { readonly state: 'same' }
  /** SQL has more: the journal was switched on later, or was away. */
  | { readonly state: 'behind' }
  /** The journal has more, from `from` on: a commit was lost, or the database is older. */
  | { readonly state: 'ahead'; readonly from: { readonly shard: number; readonly seq: number } | null }
  /** At `place` they say different things. */
  | { readonly state: 'diverged'; readonly place: { readonly shard: number; readonly seq: number } };

/** @param end where the journal ends; null: it is empty. */
export async function compareJournal(
  audit: Pick<AuditRepository, 'findTail' | 'listEntries'>,
  journal: { readonly folder: string; readonly end: JournalTail | null },
): Promise<JournalComparison> {
  const tail = await audit.findTail();
  const { end } = journal;
  if (tail === null) return end === null ? { state: 'same' } : { state: 'ahead', from: null };
  if (end === null) return { state: 'behind' };
  if (end.shard === tail.shard && end.seq === tail.seq)
    return end.leafHash === tail.leafHash ? { state: 'same' } : { state: 'diverged', place: end };
  const isJournalAhead = end.shard > tail.shard || (end.shard === tail.shard && end.seq > tail.seq);
  if (!isJournalAhead) {
    const [entry] = await audit.listEntries(end.shard, end.seq, 1);
    return entry?.seq === end.seq && entry.leafHash === end.leafHash ? { state: 'behind' } : { state: 'diverged', place: end };
  }
  for await (const { entry } of readJournal(journal.folder, tail)) {
    const isSame = entry.shard === tail.shard && entry.seq === tail.seq && entry.leafHash === tail.leafHash;
    return isSame ? { state: 'ahead', from: { shard: tail.shard, seq: tail.seq } } : { state: 'diverged', place: tail };
  }
  return { state: 'diverged', place: tail };
}
