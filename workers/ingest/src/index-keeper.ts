import { CarrelError, type EmbeddingIndex, faultPoint, isoTime } from '@carrel/core';
import type { EmbeddingInUse } from '@carrel/ingestion';
import type { ModelSources } from '@carrel/models';
import { embeddingReadiness, type EmbeddingReadiness } from './embedding-readiness.ts';
import { reconcile, type IndexRunDependencies } from './index-care/index-runs.ts';
import type { IndexTarget } from './index-care/index-target.ts';
import { type AdoptDependencies, servingIndex, unfinishedStates } from './index-set/adopt-index.ts';
import type { IndexSet } from './index-set/index-set.ts';
import type { WriterLease } from './writer-lease.ts';

export interface IndexKeeperDependencies extends IndexRunDependencies, AdoptDependencies {
  readonly lease: WriterLease;
  readonly set: IndexSet;
  readonly models: Pick<ModelSources, 'embeddingOf' | 'embeddingSetting'>;
}

export interface IndexKeeper {
  /** The embedding model in use, while it is being loaded waited for. The index may be another process's. */
  readiness(signal: AbortSignal): Promise<EmbeddingReadiness>;
  /** Waits until this process may write and the index that serves is open for its model. */
  ready(signal: AbortSignal): Promise<EmbeddingReadiness>;
  /** Whether this process writes, and the index that serves is open. */
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
  /** The index that serves and its model, as it was last opened. */
  let opened: string | null = null;
  let known: Known | null = null;

  const findServing = async (): Promise<EmbeddingIndex | null> => {
    const indexes = await store.read.embeddingIndexes.listOpen();
    set.note(indexes);
    return indexes.find((index) => index.state === 'serving') ?? null;
  };

  const adopt = async (): Promise<void> => {
    if (isAdopted) return;
    await store.read.indexCare.closeInterruptedRuns(isoTime(clock));
    await servingIndex(deps, models.embeddingSetting);
    isAdopted = true;
  };

  const openServing = async (index: EmbeddingIndex, embedding: EmbeddingInUse, signal: AbortSignal): Promise<void> => {
    const opening = `${index.id} ${embedding?.id ?? ''}`;
    if (opened === opening) return;
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
    if (state === 'rebuild-needed') await completeRebuild(target, run.detail.rebuilt ?? 0);
    opened = opening;
  };

  /** The model of the index that serves; of the one that is being made, where its own is gone. */
  const findModel = async (signal: AbortSignal): Promise<Known> => {
    if (known !== null && clock.monotonicMs() - known.atMs < modelCacheMs) return known;
    const index = await findServing();
    const own = await embeddingReadiness({ models: models.embeddingOf(index?.setting ?? models.embeddingSetting), clock }, signal);
    const readiness = own.type === 'ready' ? own : await ofSuccessor(deps, own, signal);
    // Without its model the index goes on by text; one that takes its place has the vectors.
    known = { index, own: own.type === 'ready' ? own.embedding : null, readiness, atMs: clock.monotonicMs() };
    return known;
  };

  return {
    isOpen: () => opened !== null,
    readiness: async (signal) => (await findModel(signal)).readiness,
    async ready(signal) {
      await deps.lease.hold(signal);
      if (!isAdopted) {
        await adopt();
        known = null;
      }
      const { index, own, readiness } = await findModel(signal);
      if (index !== null && readiness.type === 'ready') await openServing(index, own, signal);
      return readiness;
    },
  };
}

interface Known {
  readonly index: EmbeddingIndex | null;
  /** Of the index itself; null: by text alone, or its model is gone. */
  readonly own: EmbeddingInUse;
  readonly readiness: EmbeddingReadiness;
  readonly atMs: number;
}

async function completeRebuild({ appender, writer }: IndexTarget, rebuilt: number): Promise<void> {
  if (rebuilt > 0) await appender.exclusively(() => writer.optimize());
  faultPoint('index.before-complete');
  await writer.markComplete();
  faultPoint('index.after-complete');
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
