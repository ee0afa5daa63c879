import type { Clock, LogEntry, Logger, NamedLease, RecordStore, SealedField } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { compareJournal } from './compare-journal.ts';
import type { JournalEntry } from './journal-frame.ts';
import { readJournal } from './journal-segments.ts';
import { comparePositions, type LogPosition } from './log-position.ts';
import type { Journal } from './open-journal.ts';
import { putBack } from './put-back.ts';

export interface BringTogetherDependencies {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly journal: Journal;
  readonly folder: string;
}

const batchEntries = 256;
/** More than one transaction can hold. */
const maxRedone = 4_096;
const ownTypes: ReadonlySet<string> = new Set(['log.opened', 'log.closed', 'node.started', 'node.stopped', 'heartbeat', 'sink.gap']);

/**
 * Brings the journal and the log in SQL to the same end. What SQL has more is copied. What the journal has more, and whose
 * drafts still wait, is a commit that was lost: it is done again, byte by byte.
 * @returns what was put back into SQL.
 * @throws AUDIT_LOG_DIVERGED when they disagree or the database is older than the journal; AUDIT_UNAVAILABLE.
 */
export async function bringTogether(deps: BringTogetherDependencies, lease: NamedLease): Promise<readonly LogEntry[]> {
  const { store, journal, folder } = deps;
  const comparison = await compareJournal(store.read.audit, { folder, end: await journal.tail() });
  switch (comparison.state) {
    case 'same':
      return [];
    case 'behind':
      await copyFromSql(deps);
      return [];
    case 'ahead':
      return redo(deps, lease, comparison.from);
    case 'diverged':
      throw new CarrelError('AUDIT_LOG_DIVERGED', {
        message: `The journal in ${folder} and the database have different entries ${comparison.place.shard}/${comparison.place.seq}.`,
      });
  }
}

async function copyFromSql({ store, journal }: BringTogetherDependencies): Promise<void> {
  const { audit } = store.read;
  const end = await journal.tail();
  for (const { shard, size } of await audit.listShards()) {
    if (end !== null && shard < end.shard) continue;
    let seq = end?.shard === shard ? end.seq + 1 : 0;
    while (seq < size) {
      const entries = await audit.listEntries(shard, seq, batchEntries);
      if (entries.length === 0) break;
      await journal.append(withSealed(entries, await audit.listSealed(entries.map(({ id }) => id))));
      seq += entries.length;
    }
  }
}

/** A lost commit is at most a few entries whose drafts still wait; anything else means that the database is older. */
async function redo(deps: BringTogetherDependencies, lease: NamedLease, from: LogPosition | null): Promise<readonly LogEntry[]> {
  const { store, folder, clock, logger } = deps;
  const pending = new Set((await store.read.audit.listPending(maxRedone)).map(({ id }) => id));
  const overhang: JournalEntry[] = [];
  for await (const item of readJournal(folder, from ?? undefined)) {
    if (from !== null && comparePositions(item.entry, from) <= 0) continue;
    if (!pending.has(item.entry.id) && !isOwnEvent(item.entry))
      throw new CarrelError('AUDIT_LOG_DIVERGED', {
        message: `The journal in ${folder} has the entry ${item.entry.shard}/${item.entry.seq}, which the database does not know: the database is older.`,
      });
    overhang.push(item);
  }
  await putBack(store, overhang, { lease, clock });
  logger.warn('audit.journal-redone', { count: overhang.length });
  return overhang.map(({ entry }) => entry);
}

/** Events of the sequencer itself wait in its memory, not in SQL. */
function isOwnEvent(entry: LogEntry): boolean {
  return entry.actorRef.startsWith('sys_') && ownTypes.has(entry.type);
}

export function withSealed(entries: readonly LogEntry[], fields: readonly SealedField[]): readonly JournalEntry[] {
  const byEvent = Map.groupBy(fields, ({ eventId }) => eventId);
  return entries.map((entry) => ({ entry, sealed: byEvent.get(entry.id) ?? [] }));
}
