import type { AuditRepository, Clock, LogEntry, Logger, NamedLease, RecordStore } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { bringTogether, withSealed } from './bring-together.ts';
import type { LogPosition } from './log-position.ts';
import type { Journal } from './open-journal.ts';

/** `strict`: nothing is numbered that the journal does not have. `available`: for 15 minutes the log goes on without it. */
export type JournalMode = 'strict' | 'available';

export interface JournalState {
  readonly mode: JournalMode;
  /** `behind`: it is away, and the log goes on without it; `failing`: nothing is numbered because of it. */
  readonly status: 'ok' | 'behind' | 'failing';
  /** Since when it has been away, as Unix time; null when it is not. */
  readonly sinceMs: number | null;
  /** The last entry that it has; null before the first. */
  readonly tail: LogPosition | null;
}

/** Keeps the journal and the log the same: each entry is in the journal before it is committed. */
export interface JournalSink {
  /**
   * Brings both to the same end, before anything is appended; gives what was put back into SQL. See `bringTogether`.
   * @throws AUDIT_LOG_DIVERGED; AUDIT_UNAVAILABLE when it is strict, or has been away for too long.
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

export function createJournalSink(
  deps: { readonly store: RecordStore; readonly clock: Clock; readonly logger: Logger; readonly journal: Journal },
  options: { readonly folder: string; readonly mode: JournalMode },
): JournalSink {
  const { journal } = deps;
  const absence = createAbsence(deps, options.mode);
  let isSettled = false;
  let tail: LogPosition | null = null;

  async function readTail(): Promise<void> {
    const end = await journal.tail();
    tail = end === null ? null : { shard: end.shard, seq: end.seq };
  }

  return {
    async settle(lease) {
      if (isSettled || absence.isToBeLeftAlone()) return [];
      try {
        const redone = await bringTogether({ ...deps, folder: options.folder }, lease);
        await readTail();
        isSettled = true;
        absence.end();
        return redone;
      } catch (error) {
        absence.begin(error);
        return [];
      }
    },
    async write(audit, entries) {
      if (!isSettled) return;
      try {
        await journal.append(withSealed(entries, await audit.listSealed(entries.map(({ id }) => id))));
        await readTail();
      } catch (error) {
        isSettled = false;
        absence.begin(error);
      }
    },
    forget() {
      isSettled = false;
    },
    takeNews: absence.takeNews,
    state: () => ({ mode: options.mode, ...absence.state(), tail }),
  };
}

/** So long the log goes on without its journal, when it may. */
const patienceMs = 15 * 60_000;
/** How often one that is away is tried again. */
const retryMs = 1_000;

/** What is done while the journal is away, and for how long. */
function createAbsence({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }, mode: JournalMode) {
  let since: { readonly unixMs: number; readonly monotonicMs: number } | null = null;
  let retryAtMs = 0;
  let isFailing = false;
  let news: 'gap' | 'closed' | null = null;
  const isOverdue = () => since !== null && clock.monotonicMs() - since.monotonicMs >= patienceMs;
  return {
    isToBeLeftAlone: () => mode === 'available' && since !== null && clock.monotonicMs() < retryAtMs && !isOverdue(),
    /** @throws the error, unless the log may go on without the journal. */
    begin(error: unknown): void {
      retryAtMs = clock.monotonicMs() + retryMs;
      if (since === null) {
        since = { unixMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
        if (mode === 'available') news = 'gap';
        logger.error('audit.journal-away', error);
      }
      const isDiverged = error instanceof CarrelError && error.code === 'AUDIT_LOG_DIVERGED';
      isFailing = mode === 'strict' || isDiverged || isOverdue();
      if (isFailing) throw error;
    },
    end(): void {
      if (since !== null) {
        logger.info('audit.journal-back');
        if (mode === 'available') news = news === 'gap' ? null : 'closed';
      }
      since = null;
      isFailing = false;
    },
    takeNews(): 'gap' | 'closed' | null {
      const taken = news;
      news = null;
      return taken;
    },
    state(): Pick<JournalState, 'status' | 'sinceMs'> {
      return { status: since === null ? 'ok' : isFailing ? 'failing' : 'behind', sinceMs: since?.unixMs ?? null };
    },
  };
}
