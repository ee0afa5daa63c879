import type { AuditTrail } from '@carrel/audit';
import {
  type Clock,
  type EmbeddingIndex,
  type IdSource,
  isoTime,
  isUnfinished,
  newEmbeddingIndex,
  type RecordStore,
  systemActor,
  unfinishedStates,
} from '@carrel/core';

export interface AdoptDependencies {
  readonly store: RecordStore;
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly ids: IdSource;
  readonly clock: Clock;
}

/** What CARREL_EMBEDDING named when the ingest worker last looked. */
const configuredSetting = 'embedding.configured';

/**
 * The index that serves. At the very first start, and after an upgrade, the one in the index folder is entered with the model that
 * the settings name. When the settings name another model than at the last start, an index for that one is begun beside it, as
 * if somebody had asked: what serves goes on serving until the new one can.
 */
export async function servingIndex(deps: AdoptDependencies, setting: string): Promise<EmbeddingIndex> {
  const { store, clock } = deps;
  const at = isoTime(clock);
  return store.transaction(async (repositories) => {
    const { embeddingIndexes, settings } = repositories;
    const indexes = await embeddingIndexes.listOpen();
    const serving = indexes.find((index) => index.state === 'serving');
    const before = await settings.find(configuredSetting);
    const value = JSON.stringify(setting);
    if (before?.value !== value) await settings.put(configuredSetting, value, at);
    if (serving === undefined) {
      const first: EmbeddingIndex = {
        ...newEmbeddingIndex({ id: deps.ids.indexId(), setting, createdAt: at }),
        folder: '',
        state: 'serving',
        switchedAt: at,
      };
      await embeddingIndexes.create(first);
      return first;
    }
    if (before === null || before.value === value || serving.setting === setting) return serving;
    const actor = systemActor('ingest', serving.id);
    for (const index of indexes.filter(isUnfinished)) {
      await embeddingIndexes.update(index.id, unfinishedStates, { state: 'dropping', end: 'superseded' });
      await deps.audit.record(repositories, actor, { type: 'index.ended', index: index.id, reason: 'superseded' });
    }
    const next = newEmbeddingIndex({ id: deps.ids.indexId(), setting, createdAt: at });
    await embeddingIndexes.create(next);
    await deps.audit.record(repositories, actor, { type: 'index.build_started', index: next.id, setting });
    return serving;
  });
}
