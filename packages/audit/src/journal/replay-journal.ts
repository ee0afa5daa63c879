import type { Clock, LogEntry, NamedLease, RecordStore } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { leafSchema } from '../leaf/leaf-schema.ts';
import { compareJournal, type JournalComparison } from './compare-journal.ts';
import { readJournal } from './journal-segments.ts';
import type { JournalEntry } from './journal-frame.ts';
import { comparePositions, type LogPosition } from './log-position.ts';
import { openJournal } from './open-journal.ts';
import { putBack } from './put-back.ts';

export interface ReplayReport {
  readonly entryCount: number;
  /** Erasures among them: their keys were destroyed again. What else was removed then has to be removed again. */
  readonly erasures: readonly {
    readonly eventId: string;
    readonly subject: { readonly kind: 'user' | 'document'; readonly ref: string } | null;
  }[];
}

/** How the journal in a folder and the log in SQL stand to each other, for `doctor` and `restore`. */
export async function inspectJournal(store: Pick<RecordStore, 'read'>, folder: string): Promise<JournalComparison> {
  const journal = openJournal({ folder });
  try {
    return await compareJournal(store.read.audit, { folder, end: await journal.tail() });
  } finally {
    await journal.close();
  }
}

const batchEntries = 256;

/**
 * Brings a database that was restored from an older backup up to the end of the journal: entries byte by byte, with their
 * ciphertexts, except what was erased since. Keys are not in the journal: text that was sealed under a key that is younger
 * than the backup stays unreadable, and verifies.
 *
 * @param input.lease the sequencer's, so that nobody numbers events at the same time.
 * @throws AUDIT_LOG_DIVERGED when the database has entries that the journal does not have: nothing can be put back then.
 */
export async function replayJournal(
  deps: { readonly store: RecordStore; readonly clock: Clock },
  input: { readonly folder: string; readonly lease: NamedLease },
): Promise<ReplayReport> {
  const { store, clock } = deps;
  const comparison = await inspectJournal(store, input.folder);
  if (comparison.state === 'diverged')
    throw new CarrelError('AUDIT_LOG_DIVERGED', {
      message: `The journal and the database have different entries ${comparison.place.shard}/${comparison.place.seq}.`,
    });
  if (comparison.state !== 'ahead') return { entryCount: 0, erasures: [] };
  const { from } = comparison;
  const erasures = await listErasures(input.folder, from);
  const erasedKeys = new Set(erasures.flatMap(({ deks }) => deks));
  let entryCount = 0;
  let batch: JournalEntry[] = [];
  const flush = async () => {
    await putBack(store, batch, { lease: input.lease, clock });
    await keepSealed(store, batch, erasedKeys);
    entryCount += batch.length;
    batch = [];
  };
  for await (const item of behind(input.folder, from)) {
    batch.push(item);
    if (batch.length === batchEntries) await flush();
  }
  await flush();
  await store.transaction(async ({ audit }) => {
    for (const dekId of erasedKeys) await audit.deleteKey(dekId);
  });
  return { entryCount, erasures: erasures.map(({ eventId, subject }) => ({ eventId, subject })) };
}

async function* behind(folder: string, from: LogPosition | null): AsyncGenerator<JournalEntry> {
  for await (const item of readJournal(folder, from ?? undefined)) {
    if (from === null || comparePositions(item.entry, from) > 0) yield item;
  }
}

async function listErasures(folder: string, from: LogPosition | null) {
  const found: (ReplayReport['erasures'][number] & { readonly deks: readonly string[] })[] = [];
  for await (const { entry } of behind(folder, from)) {
    if (entry.type !== 'erasure.executed') continue;
    const { detail } = leafSchema.parse(JSON.parse(Buffer.from(entry.leaf).toString('utf8')));
    found.push({ eventId: entry.id, subject: detail?.subject ?? null, deks: detail?.deks ?? [] });
  }
  return found;
}

async function keepSealed(store: RecordStore, items: readonly JournalEntry[], erasedKeys: ReadonlySet<string>): Promise<void> {
  const known = await store.read.audit.listSealed(items.map(({ entry }: { readonly entry: LogEntry }) => entry.id));
  const knownFields = new Set(known.map(({ eventId, field }) => `${eventId} ${field}`));
  const fields = items
    .flatMap(({ sealed }) => sealed)
    .filter(({ eventId, field, dekId }) => !erasedKeys.has(dekId) && !knownFields.has(`${eventId} ${field}`));
  if (fields.length > 0) await store.transaction(({ audit }) => audit.insertSealed(fields));
}
