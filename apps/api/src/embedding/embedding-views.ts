import type { EmbeddingIndexView, EmbeddingStatusView } from '@carrel/contract';
import { type EmbeddingIndex, type EmbeddingIndexState, errorCatalogue, gateRefusal, type Repositories } from '@carrel/core';

/** States of an index that is being made. */
export const unfinishedStates = ['filling', 'measuring', 'scoring', 'ready'] as const satisfies readonly EmbeddingIndexState[];

export function isUnfinished({ state }: EmbeddingIndex): boolean {
  return unfinishedStates.some((unfinished) => unfinished === state);
}

export async function embeddingStatus({ embeddingIndexes }: Pick<Repositories, 'embeddingIndexes'>): Promise<EmbeddingStatusView> {
  const [indexes, ended] = await Promise.all([embeddingIndexes.listOpen(), embeddingIndexes.findLastEnded()]);
  const view = (index: EmbeddingIndex | null | undefined) => (index === null || index === undefined ? null : indexView(index));
  return {
    serving: view(indexes.find(({ state }) => state === 'serving')),
    change: view(indexes.find(isUnfinished)),
    previous: view(indexes.findLast(({ state }) => state === 'kept')),
    ended: view(ended),
  };
}

function indexView(index: EmbeddingIndex): EmbeddingIndexView {
  const { modelName, embeddingId, dimensions, gate, problem } = index;
  const isMeasured = gate !== null && gate.recallQueries + gate.rowCount > 0;
  return {
    id: index.id,
    setting: index.setting,
    model: modelName === null || embeddingId === null || dimensions === null ? null : { name: modelName, id: embeddingId, dimensions },
    state: index.state,
    end: index.end,
    refusal: index.end === 'refused' && gate !== null ? gateRefusal(gate) : null,
    isAutomatic: index.isAutomatic,
    progress: { done: index.doneVersions, total: index.totalVersions },
    gate: isMeasured ? gate : null,
    problem: problem === null ? null : { code: problem, text: errorCatalogue[problem].text },
    createdAt: index.createdAt,
    switchedAt: index.switchedAt,
    keptUntil: index.keptUntil,
  };
}
