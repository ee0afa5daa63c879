import type { DocumentWithVersion, Logger, RecordStore, UserId, Clock } from '@carrel/core';
import { isoTime } from '@carrel/core';

/** What changed, for one subscriber. */
export interface DocumentChanges {
  readonly changed: readonly DocumentWithVersion[];
  readonly deletedIds: readonly string[];
}

export interface DocumentEventPoller {
  /**
   * Calls `onChanges` with what the person may read and what changed from now on, until the signal or that of the whole
   * process aborts. Resolves then.
   * Slow subscribers delay nobody but themselves; what they miss meanwhile comes with the next call.
   */
  subscribe(userId: UserId, onChanges: (changes: DocumentChanges) => Promise<void>, signal: AbortSignal): Promise<void>;
  subscriberCount(): number;
}

export interface PollerDeps {
  readonly store: Pick<RecordStore, 'read'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const changesPerRead = 200;

/**
 * Tells of changes to documents by looking at SQL: one small question every `intervalMs` for all subscribers together, and
 * none while there is no subscriber. Only when something changed is each subscriber's own view read.
 */
export function createDocumentEventPoller(
  deps: PollerDeps,
  { intervalMs, stopSignal }: { readonly intervalMs: number; readonly stopSignal: AbortSignal },
): DocumentEventPoller {
  const { documents } = deps.store.read;
  const wakers = new Set<(cursor: number) => void>();
  let timer: NodeJS.Timeout | null = null;

  async function poll(): Promise<void> {
    try {
      const cursor = await documents.currentChangeCursor();
      for (const wake of wakers) wake(cursor);
    } catch (error) {
      deps.logger.error('ingest-events.poll-failed', error);
    }
    timer = wakers.size === 0 ? null : setTimeout(() => void poll(), intervalMs);
  }

  /** Resolves with the newest cursor once it is beyond `after`; null when the signal aborts. */
  function cursorBeyond(after: number, signal: AbortSignal): Promise<number | null> {
    return new Promise((resolve) => {
      const settle = (cursor: number | null) => {
        wakers.delete(wake);
        signal.removeEventListener('abort', abort);
        resolve(cursor);
      };
      const wake = (cursor: number) => {
        if (cursor > after) settle(cursor);
      };
      const abort = () => settle(null);
      if (signal.aborted) return resolve(null);
      signal.addEventListener('abort', abort, { once: true });
      wakers.add(wake);
      timer ??= setTimeout(() => void poll(), intervalMs);
    });
  }

  let subscribers = 0;
  return {
    subscriberCount: () => subscribers,
    async subscribe(userId, onChanges, clientSignal) {
      const signal = AbortSignal.any([clientSignal, stopSignal]);
      subscribers += 1;
      try {
        let cursor = await documents.currentChangeCursor();
        while ((await cursorBeyond(cursor, signal)) !== null) {
          const changes = await documents.changesAfter(cursor, changesPerRead, [userId], isoTime(deps.clock));
          // Changes of documents that this person may not read move the cursor and tell them nothing.
          cursor = changes.cursor;
          if (changes.changed.length > 0 || changes.deletedIds.length > 0) await onChanges(changes);
        }
      } finally {
        subscribers -= 1;
      }
    },
  };
}
