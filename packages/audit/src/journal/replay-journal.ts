import type { AuditEventId, Clock, LogEntry, NamedLease, RecordStore } from '@carrel/core';
import { CarrelError, isCarrelError } from '@carrel/core';
import { isTerminalType } from '../catalogue/event-types.ts';
import { leafSchema, type Leaf } from '../leaf/leaf-schema.ts';
import { compareJournal, type JournalComparison } from './compare-journal.ts';
import { hasDamagedEnd, readJournal, readJournalEnd } from './journal-segments.ts';
import type { JournalEntry } from './journal-frame.ts';
import { comparePositions, type LogPosition } from './log-position.ts';
import { putBack } from './put-back.ts';

export interface ReplayReport {
  /**
   * `same`: nothing was missing. `replayed`: the log ends where the journal does. `missing`: there is no journal. `behind`: it
   * ends before the log. `gap`: entries of it are missing or damaged, and what came before them is in the log again.
   */
  readonly state: 'same' | 'replayed' | 'missing' | 'behind' | 'gap';
  readonly entryCount: number;
  /** Erasures among them: their keys were destroyed again. What else was removed then has to be removed again. */
  readonly erasures: readonly {
    readonly eventId: string;
    readonly subject: { readonly kind: 'user' | 'document'; readonly ref: string } | null;
  }[];
  /** Ends of answers among them. The database may still hold the answers as open ones. */
  readonly ended: readonly { readonly intentEventId: string; readonly terminalEventId: AuditEventId }[];
  /** Questions among them that have no end: it was lost with the machine. */
  readonly open: readonly { readonly intentEventId: AuditEventId; readonly answerId: string; readonly askerRef: string }[];
}

/** How the journal in a folder and the log in SQL stand to each other. Changes nothing. */
export async function inspectJournal(store: Pick<RecordStore, 'read'>, folder: string): Promise<JournalComparison> {
  return compareJournal(store.read.audit, { folder, end: await readJournalEnd(folder) });
}

const batchEntries = 256;

/**
 * Brings a database that was restored from an older backup up to the end of the journal: entries byte by byte, with their
 * ciphertexts, except what was erased since. Keys are not in the journal: text that was sealed under a key that is younger
 * than the backup stays unreadable, and verifies.
 *
 * @param input.lease the sequencer's, so that nobody numbers events at the same time.
 * @throws AUDIT_LOG_DIVERGED when the two say different things of one place: nothing can be put back then.
 */
export async function replayJournal(
  deps: { readonly store: RecordStore; readonly clock: Clock },
  input: { readonly folder: string; readonly lease: NamedLease },
): Promise<ReplayReport> {
  const { store, clock } = deps;
  const comparison = await inspectJournal(store, input.folder);
  const isDamaged = await hasDamagedEnd(input.folder);
  if (comparison.state === 'behind' || comparison.state === 'same') {
    const isThere = (await readJournalEnd(input.folder)) !== null;
    return nothing(isDamaged ? 'gap' : isThere ? comparison.state : 'missing');
  }
  if (comparison.state === 'diverged') {
    if (!(await hasEntryAt(input.folder, comparison.place))) return nothing('gap');
    throw new CarrelError('AUDIT_LOG_DIVERGED', {
      message: `The journal and the database have different entries ${comparison.place.shard}/${comparison.place.seq}.`,
    });
  }
  const { from } = comparison;
  const survey = await surveyBehind(input.folder, from);
  const erasedKeys = new Set(survey.erasures.flatMap(({ deks }) => deks));
  let entryCount = 0;
  let batch: JournalEntry[] = [];
  const flush = async () => {
    await putBack(store, batch, { lease: input.lease, clock });
    await keepSealed(store, batch, erasedKeys);
    entryCount += batch.length;
    batch = [];
  };
  for await (const item of behind(input.folder, from)) {
    if (item === 'gap') break;
    batch.push(item);
    if (batch.length === batchEntries) await flush();
  }
  await flush();
  await store.transaction(async ({ audit }) => {
    for (const dekId of erasedKeys) await audit.deleteKey(dekId);
  });
  return {
    state: survey.hasGap || isDamaged ? 'gap' : 'replayed',
    entryCount,
    erasures: survey.erasures.map(({ eventId, subject }) => ({ eventId, subject })),
    ended: survey.ended,
    open: [...survey.open.values()],
  };
}

function nothing(state: ReplayReport['state']): ReplayReport {
  return { state, entryCount: 0, erasures: [], ended: [], open: [] };
}

async function hasEntryAt(folder: string, place: LogPosition): Promise<boolean> {
  for await (const item of whole(readJournal(folder, place))) return item !== 'gap' && comparePositions(item.entry, place) === 0;
  return false;
}

/** What can be read of the journal behind a place; `gap` at the end when more lies there that does not go on from it. */
async function* behind(folder: string, from: LogPosition | null): AsyncGenerator<JournalEntry | 'gap'> {
  for await (const item of whole(readJournal(folder, from ?? undefined))) {
    if (item === 'gap' || from === null || comparePositions(item.entry, from) > 0) yield item;
  }
}

async function* whole(entries: AsyncIterable<JournalEntry>): AsyncGenerator<JournalEntry | 'gap'> {
  try {
    yield* entries;
  } catch (error) {
    if (!isCarrelError(error) || error.code !== 'AUDIT_LOG_DIVERGED') throw error;
    yield 'gap';
  }
}

/** What has to be known of the entries before the first of them is put back. */
async function surveyBehind(folder: string, from: LogPosition | null) {
  const survey = createSurvey();
  for await (const item of behind(folder, from)) {
    if (item === 'gap') return { ...survey, hasGap: true };
    survey.note(item.entry);
  }
  return { ...survey, hasGap: false };
}

function createSurvey() {
  const erasures: (ReplayReport['erasures'][number] & { readonly deks: readonly string[] })[] = [];
  const ended: ReplayReport['ended'][number][] = [];
  const open = new Map<string, ReplayReport['open'][number]>();
  const note = (entry: LogEntry) => {
    const { actor, target, prior = '', detail = {} } = leafOf(entry);
    if (entry.type === 'erasure.executed') erasures.push({ eventId: entry.id, subject: detail.subject ?? null, deks: detail.deks ?? [] });
    if (entry.type === 'question.accepted')
      open.set(entry.id, { intentEventId: entry.id, answerId: target?.ref ?? '', askerRef: actor.obo ?? actor.ref });
    if (!isTerminalType(entry.type)) return;
    open.delete(prior);
    ended.push({ intentEventId: prior, terminalEventId: entry.id });
  };
  return { erasures, ended, open, note };
}

function leafOf({ leaf }: LogEntry): Leaf {
  return leafSchema.parse(JSON.parse(Buffer.from(leaf).toString('utf8')));
}

async function keepSealed(store: RecordStore, items: readonly JournalEntry[], erasedKeys: ReadonlySet<string>): Promise<void> {
  const known = await store.read.audit.listSealed(items.map(({ entry }: { readonly entry: LogEntry }) => entry.id));
  const knownFields = new Set(known.map(({ eventId, field }) => `${eventId} ${field}`));
  const fields = items
    .flatMap(({ sealed }) => sealed)
    .filter(({ eventId, field, dekId }) => !erasedKeys.has(dekId) && !knownFields.has(`${eventId} ${field}`));
  if (fields.length > 0) await store.transaction(({ audit }) => audit.insertSealed(fields));
}
