import { driftRows, type EmbeddingGate, type EmbeddingIndex, gateRefusal, systemActor } from '@carrel/core';
import { compareWithSql } from '../index-care/index-runs.ts';
import { endIndex } from './end-index.ts';
import { openBeside } from './open-beside.ts';
import type { ChangeDependencies } from './run-embedding-changes.ts';

const recallQueries = 100;

/** Takes the figures of a filled index: whether it has all rows and no others, and how well it finds the nearest ones. */
export async function measureIndex(deps: ChangeDependencies, index: EmbeddingIndex, signal: AbortSignal): Promise<void> {
  const { store, audit } = deps;
  const target = await openBeside(deps, index, signal);
  const { differences } = await compareWithSql(deps, { target, signal, isRepairing: false });
  // What was published in the meantime and could not be written here: another round.
  if (driftRows(differences) > 0) {
    await store.read.embeddingIndexes.update(index.id, ['measuring'], { state: 'filling' });
    return;
  }
  const recall = await target.writer.measureRecall(recallQueries);
  const active = await store.read.versions.activeGenerations();
  const gate: EmbeddingGate = {
    rowCount: active.values().reduce((sum, { chunkCount }) => sum + chunkCount, 0),
    differingRows: driftRows(differences),
    splitPassages: index.gate?.splitPassages ?? 0,
    recallAt10: recall.recallAt10,
    recallQueries: recall.queries,
    golden: null,
  };
  const serving = (await store.read.embeddingIndexes.listOpen()).find(({ state }) => state === 'serving');
  // One that is made anew with the same model finds what the one before found.
  if (gateRefusal(gate) !== null && serving?.setting !== index.setting) {
    await store.read.embeddingIndexes.update(index.id, ['measuring'], { gate });
    return endIndex(deps, index, 'refused', null);
  }
  await store.transaction(async (repositories) => {
    const state = index.golden === null ? 'ready' : 'scoring';
    if (!(await repositories.embeddingIndexes.update(index.id, ['measuring'], { state, gate }))) return;
    const built = { type: 'index.rebuilt', index: index.id, chunkCount: gate.rowCount, cause: 'requested' } as const;
    await audit.record(repositories, systemActor('ingest', index.id), built);
  });
}
