import type { AuditTrail } from '@carrel/audit';
import type { Clock, IdSource, Repositories } from '@carrel/core';
import { CarrelError, isoTime, isUnfinished, newEmbeddingIndex, unfinishedStates } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';

/**
 * Begins a new index of the same model, in whose files the words of an erased document never were: rows that are removed from an
 * index stay in its files for a while, and their words in its dictionary. When it serves, all older ones are removed.
 * @throws EMBEDDING_CHANGE_RUNNING while an index of another model is being made.
 */
export async function renewIndex(
  deps: { readonly audit: AuditTrail; readonly clock: Clock; readonly ids: IdSource },
  repositories: Repositories,
  caller: Caller,
): Promise<void> {
  const { embeddingIndexes } = repositories;
  const indexes = await embeddingIndexes.listOpen();
  const serving = indexes.find(({ state }) => state === 'serving');
  if (serving === undefined) return;
  const { setting } = serving;
  for (const begun of indexes.filter(isUnfinished)) {
    if (begun.setting !== setting) throw new CarrelError('EMBEDDING_CHANGE_RUNNING');
    await embeddingIndexes.update(begun.id, unfinishedStates, { state: 'dropping', end: 'superseded' });
    await deps.audit.record(repositories, caller.actor, { type: 'index.ended', index: begun.id, reason: 'superseded' });
  }
  const index = newEmbeddingIndex({ id: deps.ids.indexId(), setting, createdBy: caller.userId, createdAt: isoTime(deps.clock) });
  await embeddingIndexes.create(index);
  await deps.audit.record(repositories, caller.actor, { type: 'index.build_started', index: index.id, setting });
}
