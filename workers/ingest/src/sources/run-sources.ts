import type { Logger, Source, SourceId, SourceReader, SourceState } from '@carrel/core';
import type { SyncDependencies } from '@carrel/ingestion';
import { setTimeout as sleep } from 'node:timers/promises';
import { runSource } from './run-source.ts';

export interface SourceLoopDependencies {
  readonly sync: SyncDependencies;
  readonly openReader: (source: Source) => SourceReader;
  readonly logger: Logger;
}

const longestTickMs = 1_000;
/** Sources that one process looks at at once: a first run over many files does not hold up the others. */
const runsAtOnce = 3;

/**
 * Follows the sources whose next run is due, until the signal aborts. Each is run by one process at a time, by a lease of its
 * own; several workers share them.
 */
export async function runSources(
  deps: SourceLoopDependencies,
  options: { readonly owner: string; readonly intervalMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const { signal } = options;
  const running = new Map<SourceId, Promise<void>>();
  const readers = createReaders(deps.openReader);
  while (!signal.aborted) {
    try {
      const due = await deps.sync.store.read.sources.listDue(deps.sync.clock.nowMs(), runsAtOnce * 4);
      for (const state of due) {
        const { id } = state.source;
        if (running.has(id) || running.size >= runsAtOnce) continue;
        const run = runSource(deps, { ...options, state, reader: readers.of(state) })
          .catch((error: unknown) => {
            if (!signal.aborted) deps.logger.error('source.run-failed', error, { sourceId: id });
          })
          .finally(() => running.delete(id));
        running.set(id, run);
      }
    } catch (error) {
      if (!signal.aborted) deps.logger.error('source.loop-failed', error);
    }
    await sleep(Math.min(longestTickMs, options.intervalMs), undefined, { signal }).catch(() => undefined);
  }
  await Promise.allSettled(running.values());
}

/** A reader remembers what it saw, so a source keeps its reader until it is changed. */
function createReaders(open: (source: Source) => SourceReader): { of(state: SourceState): SourceReader } {
  const readers = new Map<SourceId, { readonly key: string; readonly reader: SourceReader }>();
  return {
    of({ source }) {
      const key = JSON.stringify([source.location, source.ignore]);
      const known = readers.get(source.id);
      if (known?.key === key) return known.reader;
      const reader = open(source);
      readers.set(source.id, { key, reader });
      return reader;
    },
  };
}
