import { type EmbeddingIndex, type EmbeddingIndexEnd, type ErrorCode, systemActor } from '@carrel/core';
import { removeIndex } from '@carrel/storage';
import type { ChangeDependencies } from './run-embedding-changes.ts';

/** Gives an index up, with its event; its files go in a step of their own. */
export async function endIndex(
  { store, audit }: Pick<ChangeDependencies, 'store' | 'audit'>,
  index: EmbeddingIndex,
  end: EmbeddingIndexEnd,
  problem: ErrorCode | null,
): Promise<void> {
  await store.transaction(async (repositories) => {
    const isEnded = await repositories.embeddingIndexes.update(index.id, [index.state], { state: 'dropping', end, problem });
    if (isEnded) await audit.record(repositories, systemActor('ingest', index.id), { type: 'index.ended', index: index.id, reason: end });
  });
}

/** Removes the files of an index that is over, and lets its model go unless another index has it. */
export async function dropIndex(deps: ChangeDependencies, index: EmbeddingIndex): Promise<void> {
  const { set, store, models } = deps;
  await set.close(index.id);
  await removeIndex(deps.root, index.folder);
  const others = (await store.read.embeddingIndexes.listOpen()).filter(({ id }) => id !== index.id);
  if (others.every(({ setting }) => setting !== index.setting)) await models.giveUpEmbedding(index.setting);
  await store.read.embeddingIndexes.update(index.id, ['dropping'], { state: 'dropped' });
}
