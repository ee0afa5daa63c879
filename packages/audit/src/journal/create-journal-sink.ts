import type { AuditRepository, Clock, LogEntry, Logger, NamedLease, RecordStore, SealedField } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { compareJournal } from './compare-journal.ts';
import type { JournalEntry } from './journal-frame.ts';
import { readJournal } from './journal-segments.ts';
import type { Journal } from './open-journal.ts';
import { putBack } from './put-back.ts';

export const journalModes = ['strict', 'available'] as const;
/** `strict`: nothing is numbered that the journal does not have. `available`: for 15 minutes the log goes on without it. */
export type JournalMode = (typeof journalModes)[number];

export interface JournalState {
  readonly mode: JournalMode;
  /** `behind`: it is away, and the log goes on without it; `failing`: nothing is numbered because of it. */
  readonly status: 'ok' | 'behind' | 'failing';
  /** Since when it has been away, as Unix time; null when it is not. */
  readonly sinceMs: number | null;
  /** The last entry that it has; null before the first. */
  readonly tail: { readonly shard: number; readonly seq: number } | null;
}

/** Keeps the journal and the log the same: each entry is in the journal before it is committed. */
export interface JournalSink {
  /**
   * Brings both to the same end, before anything is appended. What SQL has more is copied into the journal; what the journal
   * has more, and whose drafts still wait, is a commit that was lost: it is done again, byte by byte.
   * @returns what was put back into SQL.
   * @throws AUDIT_LOG_DIVERGED when they disagree or the database is older than the journal, AUDIT_UNAVAILABLE when strict.
   */
  settle(lease: NamedLease): Promise<readonly LogEntry[]>;
  /** Within the transaction, as the last thing before its commit. May be called again with the same entries. */
  write(audit: Pick<AuditRepository, 'listSealed'>, entries: readonly LogEntry[]): Promise<void>;
  /** After a failure nothing is believed: both ends are compared anew. */
  forget(): void;
  /** `gap` when the journal has just been given up for a while, `closed` when it has caught up; once each. */
  takeNews(): 'gap' | 'closed' | null;
  state(): JournalState;
}

/** So long the log goes on without its journal, when it may. */
const patienceMs = 15 * 60_000;
/** How often one that is away is tried again. */
const retryMs = 1_000;
const batchEntries = 256;

export function createJournalSink(
  deps: { readonly store: RecordStore; readonly clock: Clock; readonly logger: Logger; readonly journal: Journal },
  options: { readonly folder: string; readonly mode: JournalMode },
): JournalSink {
  const { store, clock, logger, journal } = deps;
  const { folder, mode } = options;
  let isSettled = false;
  let away: { readonly sinceMs: number; readonly sinceMonotonicMs: number } | null = null;
  let retryAtMs = 0;
  let isFailing = false;
  let tail: JournalState['tail'] = null;
  let news: 'gap' | 'closed' | null = null;

  async function copyFromSql(): Promise<void> {
    const end = await journal.tail();
    for (const { shard, size } of await store.read.audit.listShards()) {
      if (end !== null && shard < end.shard) continue;
      let seq = end?.shard === shard ? end.seq + 1 : 0;
      while (seq < size) {
        const entries = await store.read.audit.listEntries(shard, seq, batchEntries);
        if (entries.length === 0) break;
        await journal.append(withSealed(entries, await store.read.audit.listSealed(entries.map(({ id }) => id))));
        seq += entries.length;
      }
    }
  }

  async function bringTogether(lease: NamedLease): Promise<readonly LogEntry[]> {
    const comparison = await compareJournal(store.read.audit, { folder, end: await journal.tail() });
    if (comparison.state === 'diverged')
      throw new CarrelError('AUDIT_LOG_DIVERGED', {
        message: `The journal in ${folder} and the database have different entries ${comparison.place.shard}/${comparison.place.seq}.`,
      });
    if (comparison.state === 'behind') await copyFromSql();
    const redone = comparison.state === 'ahead' ? await redo(lease, comparison.from) : [];
    const end = await journal.tail();
    tail = end === null ? null : { shard: end.shard, seq: end.seq };
    return redone;
  }

  /** A lost commit is at most a few entries whose drafts still wait; anything else means that the database is older. */
  async function redo(lease: NamedLease, from: { readonly shard: number; readonly seq: number } | null): Promise<readonly LogEntry[]> {
    const pending = new Set((await store.read.audit.listPending(maxRedone)).map(({ id }) => id));
    const overhang: JournalEntry[] = [];
    for await (const item of readJournal(folder, from ?? undefined)) {
      const isKnown = from !== null && item.entry.shard === from.shard && item.entry.seq <= from.seq;
      if (isKnown) continue;
      if (!pending.has(item.entry.id) && !isOwnEvent(item.entry)) throw older(folder, item.entry);
      overhang.push(item);
    }
    await putBack(store, overhang, { lease, clock });
    logger.warn('audit.journal-redone', { count: overhang.length });
    return overhang.map(({ entry }) => entry);
  }

  function giveUp(error: unknown): void {
    journalLost(error);
    if (mode === 'strict' || isDivergence(error) || isOverdue()) {
      isFailing = true;
      throw error;
    }
  }

  function journalLost(error: unknown): void {
    isSettled = false;
    retryAtMs = clock.monotonicMs() + retryMs;
    if (away !== null) return;
    away = { sinceMs: clock.nowMs(), sinceMonotonicMs: clock.monotonicMs() };
    if (mode === 'available') news = 'gap';
    logger.error('audit.journal-away', error);
  }

  const isOverdue = () => away !== null && clock.monotonicMs() - away.sinceMonotonicMs >= patienceMs;

  return {
    async settle(lease) {
      if (isSettled) return [];
      if (mode === 'available' && away !== null && clock.monotonicMs() < retryAtMs && !isOverdue()) return [];
      let redone: readonly LogEntry[] = [];
      try {
        redone = await bringTogether(lease);
      } catch (error) {
        giveUp(error);
        return [];
      }
      isSettled = true;
      isFailing = false;
      if (away !== null) {
        logger.info('audit.journal-back');
        if (mode === 'available') news = news === 'gap' ? null : 'closed';
      }
      away = null;
      return redone;
    },
    async write(audit, entries) {
      if (!isSettled) return;
      try {
        await journal.append(withSealed(entries, await audit.listSealed(entries.map(({ id }) => id))));
        const last = entries.at(-1);
        if (last !== undefined) tail = { shard: last.shard, seq: last.seq };
      } catch (error) {
        giveUp(error);
      }
    },
    forget() {
      isSettled = false;
    },
    takeNews() {
      const taken = news;
      news = null;
      return taken;
    },
    state: () => ({
      mode,
      status: away === null ? 'ok' : isFailing ? 'failing' : 'behind',
      sinceMs: away?.sinceMs ?? null,
      tail,
    }),
  };
}

/** More than one transaction can hold. */
const maxRedone = 4_096;
const ownTypes: ReadonlySet<string> = new Set(['log.opened', 'log.closed', 'node.started', 'node.stopped', 'heartbeat', 'sink.gap']);

/** Events of the sequencer itself wait in its memory, not in SQL. */
function isOwnEvent(entry: LogEntry): boolean {
  return entry.actorRef.startsWith('sys_') && ownTypes.has(entry.type);
}

export function withSealed(entries: readonly LogEntry[], fields: readonly SealedField[]): readonly JournalEntry[] {
  const byEvent = Map.groupBy(fields, ({ eventId }) => eventId);
  return entries.map((entry) => ({ entry, sealed: byEvent.get(entry.id) ?? [] }));
}

function isDivergence(error: unknown): boolean {
  return error instanceof CarrelError && error.code === 'AUDIT_LOG_DIVERGED';
}

function older(folder: string, entry: LogEntry): CarrelError {
  return new CarrelError('AUDIT_LOG_DIVERGED', {
    message: `The journal in ${folder} has the entry ${entry.shard}/${entry.seq}, which the database does not know: the database is older.`,
  });
}
