import type { AuditRepository } from '@carrel/core';
import { readJournal } from './journal-segments.ts';
import { comparePositions, type LogPosition } from './log-position.ts';
import type { JournalTail } from './open-journal.ts';

/** How a journal and the log in SQL stand to each other. */
export type JournalComparison =
  | { readonly state: 'same' }
  /** SQL has more: the journal was switched on later, or was away. */
  | { readonly state: 'behind' }
  /** The journal has more, behind `from`: a commit was lost, or the database is older. Null: SQL has nothing. */
  | { readonly state: 'ahead'; readonly from: LogPosition | null }
  /** At `place` they say different things. */
  | { readonly state: 'diverged'; readonly place: LogPosition };

/** @param journal.end where the journal ends; null: it is empty. */
export async function compareJournal(
  audit: Pick<AuditRepository, 'findTail' | 'listEntries'>,
  journal: { readonly folder: string; readonly end: JournalTail | null },
): Promise<JournalComparison> {
  const tail = await audit.findTail();
  const { end } = journal;
  if (tail === null) return end === null ? { state: 'same' } : { state: 'ahead', from: null };
  if (end === null) return { state: 'behind' };
  const order = comparePositions(end, tail);
  if (order === 0) return end.leafHash === tail.leafHash ? { state: 'same' } : { state: 'diverged', place: end };
  return order < 0 ? compareEndOfJournal(audit, end) : compareEndOfLog(journal.folder, tail);
}

async function compareEndOfJournal(audit: Pick<AuditRepository, 'listEntries'>, end: JournalTail): Promise<JournalComparison> {
  const [entry] = await audit.listEntries(end.shard, end.seq, 1);
  return entry?.seq === end.seq && entry.leafHash === end.leafHash ? { state: 'behind' } : { state: 'diverged', place: end };
}

async function compareEndOfLog(folder: string, { shard, seq, leafHash }: JournalTail): Promise<JournalComparison> {
  const place = { shard, seq };
  const { value: first } = await readJournal(folder, place).next();
  const isThere = first !== undefined && comparePositions(first.entry, place) === 0 && first.entry.leafHash === leafHash;
  return isThere ? { state: 'ahead', from: place } : { state: 'diverged', place };
}
