import type { IndexRow, Logger, RecordStore } from '@carrel/core';
import { embedTexts } from '@carrel/ingestion';
import type { IndexTarget } from '../index-care/index-target.ts';

export interface FanOutAppender {
  begin(holder: string): void;
  /**
   * Writes rows into every index that is open: first into those beside the one that serves, then into that one, so that what
   * is published is everywhere. Durable when it resolves.
   * @throws when the index that serves could not be written. What another one lacks is written by its next comparison.
   */
  append(rows: readonly IndexRow[], work: { readonly holder: string; readonly embeddingId: string | null }): Promise<void>;
  settle(holder: string): void;
  /** Whether this index has all rows that the one that serves may have and SQL does not know of yet. */
  hasAllInFlight(indexId: string): boolean;
}

/**
 * @param deps.targets the indexes that are open; the one that serves comes first.
 */
export function createFanOutAppender(
  deps: { readonly targets: () => readonly IndexTarget[]; readonly store: RecordStore; readonly logger: Logger },
  signal: AbortSignal,
): FanOutAppender {
  /** By holder, once its rows go into the index that serves: where they are. */
  const written = new Map<string, ReadonlySet<string>>();

  const rowsFor = async (target: IndexTarget, rows: readonly IndexRow[], embeddingId: string | null): Promise<readonly IndexRow[]> => {
    const { embedding } = target;
    if (embedding?.id === embeddingId) return rows;
    if (embedding === null) return rows.map((row) => ({ ...row, vector: null }));
    const texts = rows.map((row) => row.text);
    const vectors = await embedTexts(deps, { texts, embedding, signal, onSplit: () => undefined });
    return rows.map((row, index) => ({ ...row, vector: vectors[index] ?? null }));
  };
  const isServing = (indexId: string) => deps.targets()[0]?.indexId === indexId;
  const tryAppend = async (target: IndexTarget, ...[rows, work]: Parameters<FanOutAppender['append']>): Promise<boolean> => {
    try {
      await target.appender.append(await rowsFor(target, rows, work.embeddingId), work.holder);
      return true;
    } catch (error) {
      // It may have become the one that serves meanwhile: then nothing may be published without it.
      if (isServing(target.indexId)) throw error;
      deps.logger.warn('index.beside-not-written', { indexId: target.indexId });
      return false;
    }
  };

  return {
    begin: (holder) => {
      for (const target of deps.targets()) target.appender.begin(holder);
    },
    settle(holder) {
      written.delete(holder);
      for (const target of deps.targets()) target.appender.settle(holder);
    },
    async append(rows, work) {
      const [serving, ...beside] = deps.targets();
      if (serving === undefined) throw new Error('no index is open');
      const there = new Set<string>([serving.indexId]);
      await Promise.all(
        beside.map(async (target) => {
          if (await tryAppend(target, rows, work)) there.add(target.indexId);
        }),
      );
      requireServing(deps.targets()[0], there);
      written.set(work.holder, there);
      await serving.appender.append(await rowsFor(serving, rows, work.embeddingId), work.holder);
      requireServing(deps.targets()[0], there);
    },
    hasAllInFlight: (indexId) => written.values().every((there) => there.has(indexId)),
  };
}

/** An index that began to serve in the middle of an append, and was opened after its start, would lack the rows. */
function requireServing(serving: IndexTarget | undefined, there: ReadonlySet<string>): void {
  if (serving !== undefined && !there.has(serving.indexId)) throw new Error('another index serves now; the rows are written again');
}
