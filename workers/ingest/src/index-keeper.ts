import { CarrelError, type EmbeddingIndex, isoTime } from '@carrel/core';
import type { EmbeddingInUse } from '@carrel/ingestion';
import type { ModelSources } from '@carrel/models';
import { embeddingReadiness, type EmbeddingReadiness } from './embedding-readiness.ts';
import { reconcile, type IndexRunDependencies } from './index-care/index-runs.ts';
import { type AdoptDependencies, servingIndex, unfinishedStates } from './index-set/adopt-index.ts';
import type { IndexSet } from './index-set/index-set.ts';
import type { WriterLease } from './writer-lease.ts';

export interface IndexKeeperDependencies extends IndexRunDependencies, AdoptDependencies {
  readonly lease: WriterLease;
  readonly set: IndexSet;
  readonly models: Pick<ModelSources, 'embeddingOf' | 'embeddingSetting'>;
}

export interface IndexKeeper {
  /** Waits until this process may write and the index that serves is open for its model. */
  ready(signal: AbortSignal): Promise<EmbeddingReadiness>;
  /** Whether it was ready once. */
  isOpen(): boolean;
}

/** How long an answer about the model in use stays good. */
const modelCacheMs = 2_000;

/**
 * Keeps the index that serves: opens it for its model, and makes it again from SQL and blobs when it is missing or
 * unreadable, without being asked.
 */
export function createIndexKeeper(deps: IndexKeeperDependencies): IndexKeeper {
  const { set, store, clock, logger, models } = deps;
  let isAdopted = false;
  let known: { readonly readiness: EmbeddingReadiness; readonly atMs: number } | null = null;

  const findServing = async (): Promise<EmbeddingIndex> => {
    if (!isAdopted) {
      await store.read.indexCare.closeInterruptedRuns(isoTime(clock));
      await servingIndex(deps, models.embeddingSetting);
      isAdopted = true;
    }
    const indexes = await store.read.embeddingIndexes.listOpen();
    set.note(indexes);
    const serving = indexes.find((index) => index.state === 'serving');
    if (serving === undefined) throw new CarrelError('INDEX_FAILED', { message: 'no index serves' });
    return serving;
  };

  const openServing = async (index: EmbeddingIndex, embedding: EmbeddingInUse, signal: AbortSignal): Promise<void> => {
    const current = set.find(index.id);
    if (current !== null && current.embedding?.id === embedding?.id) return;
    if (embedding !== null && index.embeddingId !== embedding.id)
      await store.read.embeddingIndexes.update(index.id, ['serving'], {
        modelName: embedding.name,
        embeddingId: embedding.id,
        dimensions: embedding.dimensions,
      });
    const { target, state } = await set.open(index, embedding);
    if (state === 'rebuild-needed') logger.warn('index.rebuild-started', { embeddingId: embedding?.id ?? null });
    const run = await reconcile(deps, { target, signal });
    if (run.state !== 'succeeded') throw new CarrelError('INDEX_FAILED', { message: 'the index could not be compared with SQL' });
    if (state === 'rebuild-needed') {
      if ((run.detail.rebuilt ?? 0) > 0) await target.appender.exclusively(() => target.writer.optimize());
      await target.writer.markComplete();
    }
  };

  return {
    isOpen: () => known !== null && set.targets().length > 0,
    async ready(signal) {
      await deps.lease.hold(signal);
      if (known !== null && clock.monotonicMs() - known.atMs < modelCacheMs) return known.readiness;
      const index = await findServing();
      const own = await embeddingReadiness({ models: models.embeddingOf(index.setting), clock }, signal);
      const readiness = own.type === 'ready' ? own : await ofSuccessor(deps, own, signal);
      // Without its model the index goes on by text; one that takes its place has the vectors.
      if (readiness.type === 'ready') await openServing(index, own.type === 'ready' ? own.embedding : null, signal);
      known = { readiness, atMs: clock.monotonicMs() };
      return readiness;
    },
  };
}

/** The model of the index that is being made to take the place of one whose model is gone. */
async function ofSuccessor(
  { store, models, clock }: Pick<IndexKeeperDependencies, 'store' | 'models' | 'clock'>,
  failed: EmbeddingReadiness,
  signal: AbortSignal,
): Promise<EmbeddingReadiness> {
  const indexes = await store.read.embeddingIndexes.listOpen();
  const next = indexes.find(({ state }) => unfinishedStates.some((unfinished) => unfinished === state));
  if (next === undefined) return failed;
  return embeddingReadiness({ models: models.embeddingOf(next.setting), clock }, signal);
}
