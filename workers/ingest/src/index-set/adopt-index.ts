import type { AuditTrail } from '@carrel/audit';
import {
  type Clock,
  type EmbeddingIndex,
  type EmbeddingIndexState,
  type IdSource,
  isoTime,
  type RecordStore,
  systemActor,
} from '@carrel/core';

export interface AdoptDependencies {
  readonly store: RecordStore;
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly ids: IdSource;
  readonly clock: Clock;
}

/** What CARREL_EMBEDDING named when the ingest worker last looked. */
const configuredSetting = 'embedding.configured';

/** States of an index that is being made. */
export const unfinishedStates = ['filling', 'measuring', 'scoring', 'ready'] as const satisfies readonly EmbeddingIndexState[];

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
      const first: EmbeddingIndex = { ...newIndex(deps, setting), folder: '', state: 'serving', switchedAt: at };
      await embeddingIndexes.create(first);
      return first;
    }
    if (before === null || before.value === value || serving.setting === setting) return serving;
    const actor = systemActor('ingest', serving.id);
    for (const index of indexes.filter(({ state }) => unfinishedStates.some((unfinished) => unfinished === state))) {
      await embeddingIndexes.update(index.id, unfinishedStates, { state: 'dropping', end: 'superseded' });
      await deps.audit.record(repositories, actor, { type: 'index.ended', index: index.id, reason: 'superseded' });
    }
    const next = newIndex(deps, setting);
    await embeddingIndexes.create(next);
    await deps.audit.record(repositories, actor, { type: 'index.build_started', index: next.id, setting });
    return serving;
  });
}

function newIndex({ ids, clock }: Pick<AdoptDependencies, 'ids' | 'clock'>, setting: string): EmbeddingIndex {
  const id = ids.indexId();
  return {
    id,
    folder: id,
    setting,
    modelName: null,
    embeddingId: null,
    dimensions: null,
    state: 'filling',
    end: null,
    isAutomatic: true,
    doneVersions: 0,
    totalVersions: 0,
    gate: null,
    golden: null,
    problem: null,
    createdBy: null,
    createdAt: isoTime(clock),
    switchedAt: null,
    keptUntil: null,
  };
}
