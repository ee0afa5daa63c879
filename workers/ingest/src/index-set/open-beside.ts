import { CarrelError, type EmbeddingIndex } from '@carrel/core';
import type { EmbeddingInUse } from '@carrel/ingestion';
import { reconcile } from '../index-care/index-runs.ts';
import type { IndexTarget } from '../index-care/index-target.ts';
import type { ChangeDependencies } from './run-embedding-changes.ts';

/**
 * An index that does not serve, open for its model. One that was left complete is compared with SQL first: it may have been
 * closed while documents were published.
 *
 * @throws what the model throws while it cannot be used; EMBEDDING_MODEL_CHANGED for another model than the one that the index
 * was begun with; EMBEDDING_IN_USE for the one that serves.
 */
export async function openBeside(deps: ChangeDependencies, index: EmbeddingIndex, signal: AbortSignal): Promise<IndexTarget> {
  const { set, models, store } = deps;
  const already = set.find(index.id);
  if (already !== null) return already;
  const embedding = await models.embeddingOf(index.setting).current();
  requireSameModel(index, embedding);
  const serving = (await store.read.embeddingIndexes.listOpen()).find(({ state }) => state === 'serving');
  // One of the same setting takes the place of the one that serves, because something was erased.
  const isOther = serving !== undefined && serving.id !== index.id && serving.setting !== index.setting;
  if (isOther && serving.embeddingId === idOf(embedding)) throw new CarrelError('EMBEDDING_IN_USE');
  if (index.embeddingId === null && embedding !== null)
    await store.read.embeddingIndexes.update(index.id, [index.state], {
      modelName: embedding.name,
      embeddingId: embedding.id,
      dimensions: embedding.dimensions,
    });
  const { target, state } = await set.open(index, embedding);
  if (index.state === 'filling') return target;
  const run = await reconcile(deps, { target, signal });
  if (run.state === 'succeeded' && state === 'rebuild-needed') await target.writer.markComplete();
  return target;
}

const idOf = (embedding: EmbeddingInUse): string | null => embedding?.id ?? null;

function requireSameModel(index: EmbeddingIndex, embedding: EmbeddingInUse): void {
  if (index.embeddingId === null) return;
  const dimensions = embedding?.dimensions ?? null;
  if (idOf(embedding) === index.embeddingId && dimensions === index.dimensions) return;
  throw new CarrelError('EMBEDDING_MODEL_CHANGED', {
    message: `the index was begun with vectors of ${index.dimensions} numbers; the model gives ${dimensions ?? 'none'}, or is another one`,
  });
}
