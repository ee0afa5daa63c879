import { CarrelError, driftRows, type EmbeddingIndex } from '@carrel/core';
import { compact, fill } from '../index-care/index-runs.ts';
import { diskRoom } from '../index-care/disk-room.ts';
import { openBeside } from './open-beside.ts';
import type { ChangeDependencies } from './run-embedding-changes.ts';

/** Each step of progress is a commit. */
const progressIntervalMs = 500;

/**
 * Fills a new index from the stored passages, until nothing is missing, and builds its search structures. Rows that are there
 * already stay, and vectors come from the cache as far as they are in it; so it goes on where it was left.
 */
export async function fillIndex(deps: ChangeDependencies, index: EmbeddingIndex, signal: AbortSignal): Promise<void> {
  const { embeddingIndexes } = deps.store.read;
  const target = await openBeside(deps, index, signal);
  const cancelled = new AbortController();
  const working = AbortSignal.any([signal, cancelled.signal]);
  const progress = createProgress(deps, async (doneVersions, totalVersions) => {
    const isWanted = await embeddingIndexes.update(index.id, ['filling'], { doneVersions, totalVersions });
    if (!isWanted) cancelled.abort(new CarrelError('CANCELLED'));
  });
  let splitPassages = index.gate?.splitPassages ?? 0;
  const onSplit = (count: number) => {
    splitPassages += count;
  };
  try {
    for (;;) {
      const run = await fill(deps, { target, signal: working, onProgress: progress.note, onSplit });
      if (run.state !== 'succeeded')
        throw new CarrelError(run.reasonCode ?? 'INDEX_FAILED', { message: 'the new index could not be filled' });
      if (run.detail.differences === undefined || driftRows(run.detail.differences) === 0) break;
    }
    await compact(deps, { target, signal: working, room: await diskRoom(deps.root) });
    await target.writer.markComplete();
  } catch (error) {
    if (cancelled.signal.aborted) return;
    throw error;
  }
  const gate = { rowCount: 0, differingRows: 0, splitPassages, recallAt10: 0, recallQueries: 0, golden: null };
  await embeddingIndexes.update(index.id, ['filling'], { state: 'measuring', gate });
}

function createProgress({ clock }: Pick<ChangeDependencies, 'clock'>, write: (done: number, total: number) => Promise<void>) {
  let writtenAtMs = Number.NEGATIVE_INFINITY;
  return {
    async note(done: number, total: number): Promise<void> {
      const nowMs = clock.monotonicMs();
      if (done < total && nowMs - writtenAtMs < progressIntervalMs) return;
      writtenAtMs = nowMs;
      await write(done, total);
    },
  };
}
