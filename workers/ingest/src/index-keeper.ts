import type { BlobStore, ChunkIndexWriter, Clock, EmbeddingModelSource, Logger, RecordStore } from '@carrel/core';
import { type EmbeddingInUse, type ReconcileOutcome, reconcileIndex } from '@carrel/ingestion';
import { embeddingReadiness, type EmbeddingReadiness } from './embedding-readiness.ts';
import type { BatchingAppender } from './index-appender.ts';
import type { WriterLease } from './writer-lease.ts';

export interface IndexKeeperDependencies {
  readonly store: RecordStore;
  readonly lease: WriterLease;
  readonly writer: ChunkIndexWriter;
  readonly appender: BatchingAppender;
  readonly blobs: BlobStore;
  readonly models: EmbeddingModelSource;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface IndexKeeper {
  /** Waits until this process may write the index and it is open for the model in use. */
  ready(signal: AbortSignal): Promise<EmbeddingReadiness>;
  /** Compares the index with SQL and repairs it. Nothing before the first `ready`. */
  reconcile(signal: AbortSignal): Promise<void>;
  /** Compacts, and extends the search structures; appends wait meanwhile. */
  optimize(): Promise<void>;
}

/** How long an answer about the model in use stays good. */
const modelCacheMs = 2_000;

/**
 * Keeps the index: opens it for the embedding model in use, and makes it again from SQL and blobs when it is missing,
 * unreadable or of another model, without being asked.
 */
export function createIndexKeeper(deps: IndexKeeperDependencies): IndexKeeper {
  const { writer, appender, clock, logger } = deps;
  let openFor: string | null | undefined;
  let known: { readonly readiness: EmbeddingReadiness; readonly atMs: number } | null = null;

  const openIndex = async (embedding: EmbeddingInUse, signal: AbortSignal): Promise<void> => {
    const embeddingId = embedding?.id ?? null;
    if (openFor === embeddingId) return;
    const state = await appender.exclusively(() => writer.open({ embeddingId, dimensions: embedding?.dimensions ?? null }));
    if (state === 'rebuild-needed') logger.warn('index.rebuild-started', { embeddingId });
    const { rebuilt } = await repair(deps, embedding, signal);
    if (state === 'rebuild-needed') {
      if (rebuilt > 0) await appender.exclusively(() => writer.optimize());
      await writer.markComplete();
    }
    openFor = embeddingId;
  };

  return {
    async ready(signal) {
      await deps.lease.hold(signal);
      if (known !== null && clock.monotonicMs() - known.atMs < modelCacheMs) return known.readiness;
      const readiness = await embeddingReadiness(deps, signal);
      if (readiness.type === 'ready') await openIndex(readiness.embedding, signal);
      known = { readiness, atMs: clock.monotonicMs() };
      return readiness;
    },
    async reconcile(signal) {
      if (openFor === undefined || known?.readiness.type !== 'ready') return;
      await repair(deps, known.readiness.embedding, signal);
    },
    async optimize() {
      if (openFor === undefined) return;
      const startedMs = clock.monotonicMs();
      await appender.exclusively(async () => {
        appender.resetActivity();
        await writer.optimize();
      });
      logger.info('index.optimized', { durationMs: Math.round(clock.monotonicMs() - startedMs) });
    },
  };
}

/** Writes what is missing and removes what SQL does not serve; what is being worked on is left alone. */
async function repair(deps: IndexKeeperDependencies, embedding: EmbeddingInUse, signal: AbortSignal): Promise<ReconcileOutcome> {
  const { store, blobs, writer, appender, clock, logger } = deps;
  const startedMs = clock.monotonicMs();
  const fenced = {
    ...writer,
    deleteGenerations: (generations: readonly number[], zoneKey?: number | null) =>
      appender.exclusively(() => writer.deleteGenerations(generations, zoneKey)),
  };
  const outcome = await reconcileIndex({ store, blobs, appender }, { writer: fenced, embedding, isInFlight: appender.isInFlight, signal });
  if (outcome.rebuilt + outcome.removed > 0) {
    logger.info('index.reconciled', { ...outcome, durationMs: Math.round(clock.monotonicMs() - startedMs) });
  }
  return outcome;
}
