import type { Clock, LogEntry, Logger, NamedLease, RecordStore } from '@carrel/core';
import type { Draft } from '../draft/draft.ts';
import type { JournalSink } from '../journal/create-journal-sink.ts';
import { createDraftQueue } from './draft-queue.ts';
import { readLogPlace, type LogPlace } from './log-place.ts';
import { planBatch, type SystemDraft } from './plan-batch.ts';
import { writeBatch } from './write-batch.ts';

export interface AppenderDependencies {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly systemDraft: SystemDraft;
  /** The second place of the log; null: there is none. */
  readonly journal?: JournalSink | null;
}

/** Moves committed drafts into the log, one transaction at a time. */
export interface Appender {
  /**
   * Appends what waits, at most `maxBatch` drafts, and gives the new entries. Changes nothing when `lease` is no longer held.
   * @throws CONFLICT when another process has taken over; DATABASE_UNAVAILABLE, DISK_FULL. It can be called again.
   */
  append(lease: NamedLease): Promise<readonly LogEntry[]>;
  /** Puts an event of the sequencer's own into the next append. */
  enqueue: (...input: Parameters<SystemDraft>) => Promise<void>;
  /** Where the log ends, as of the last append; null before the first one. */
  tail(): { readonly shard: number; readonly seq: number } | null;
}

/** Heartbeats that pile up while the database is away: a day's worth. */
const maxOwnDrafts = 1_440;

/** @param options.logName names the log when it is begun; one that exists keeps the name it has. */
export function createAppender(deps: AppenderDependencies, options: { readonly logName: string; readonly maxBatch: number }): Appender {
  const { audit } = deps.store.read;
  const journal = deps.journal ?? null;
  const queue = createDraftQueue({ audit, logger: deps.logger });
  let ownDrafts: readonly Draft[] = [];
  let place: LogPlace | null = null;
  let isAfterFailure = false;

  /** A commit whose outcome was lost may have written them: then they are not written again. */
  async function forgetWrittenDrafts(): Promise<void> {
    const open: Draft[] = [];
    for (const draft of ownDrafts) if ((await audit.findSequence(draft.leaf.id)) === null) open.push(draft);
    ownDrafts = open;
  }

  async function tellOfJournal(): Promise<void> {
    const news = journal?.takeNews() ?? null;
    if (news !== null) ownDrafts = [...ownDrafts, await deps.systemDraft({ type: 'sink.gap', isOver: news === 'closed' })];
  }

  async function appendOnce(lease: NamedLease): Promise<readonly LogEntry[]> {
    const redone = (await journal?.settle(lease)) ?? [];
    if (redone.length > 0) {
      place = null;
      await forgetWrittenDrafts();
      return redone;
    }
    await tellOfJournal();
    if (isAfterFailure) await forgetWrittenDrafts();
    const drafts = [...ownDrafts, ...(await queue.list(options.maxBatch, { isSuspicious: isAfterFailure }))];
    const end = place ?? (await readLogPlace(audit));
    const year = new Date(deps.clock.nowMs()).getUTCFullYear();
    const { entries, next } = await planBatch(deps.systemDraft, { drafts, end, year, logName: options.logName });
    if (entries.length > 0) await writeBatch({ ...deps, journal }, { lease, end, entries });
    const written = new Set(entries.map((entry) => entry.id));
    ownDrafts = ownDrafts.filter((draft) => !written.has(draft.leaf.id));
    place = next;
    return entries;
  }

  return {
    async append(lease) {
      try {
        const entries = await appendOnce(lease);
        isAfterFailure = false;
        return entries;
      } catch (error) {
        isAfterFailure = true;
        place = null;
        journal?.forget();
        throw error;
      }
    },
    async enqueue(event) {
      const draft = await deps.systemDraft(event);
      if (ownDrafts.length < maxOwnDrafts) ownDrafts = [...ownDrafts, draft];
    },
    tail: () => (place === null ? null : { shard: place.shard, seq: place.seq - 1 }),
  };
}
