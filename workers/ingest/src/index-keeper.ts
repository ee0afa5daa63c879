import {
  type BlobStore,
  type ChunkIndexWriter,
  type Clock,
  type EmbeddingModelSource,
  type Logger,
  type RecordStore,
  faultPoint,
} from '@carrel/core';
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
  /** The embedding model in use, while it is being loaded waited for. The index may be another process's. */
  readiness(signal: AbortSignal): Promise<EmbeddingReadiness>;
  /** Waits until this process may write the index and it is open for the model in use. */
  ready(signal: AbortSignal): Promise<EmbeddingReadiness>;
  /** Whether this process writes the index, and for this model. */
  isOpenFor(embeddingId: string | null): boolean;
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
      faultPoint('index.before-complete');
      await writer.markComplete();
      faultPoint('index.after-complete');
    }
    openFor = embeddingId;
  };

  const readiness = async (signal: AbortSignal): Promise<EmbeddingReadiness> => {
    if (known === null || clock.monotonicMs() - known.atMs >= modelCacheMs)
      known = { readiness: await embeddingReadiness(deps, signal), atMs: clock.monotonicMs() };
    return known.readiness;
  };

  return {
    readiness,
    isOpenFor: (embeddingId) => openFor === embeddingId,
    async ready(signal) {
      await deps.lease.hold(signal);
      const found = await readiness(signal);
      if (found.type === 'ready') await openIndex(found.embedding, signal);
      return found;
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
  // Rows that a worker was told are written, by this writer or the one before, and has not published yet.
  const requests = await store.read.indexRequests.list();
  const handed = new Set(requests.filter((request) => request.outcome === 'written').map(({ generation }) => generation));
  const isInFlight = (generation: number) => handed.has(generation) || appender.isInFlight(generation);
  const outcome = await reconcileIndex({ store, blobs, appender }, { writer: fenced, embedding, isInFlight, signal });
  if (outcome.rebuilt + outcome.removed > 0) {
    logger.info('index.reconciled', { ...outcome, durationMs: Math.round(clock.monotonicMs() - startedMs) });
  }
  return outcome;
}
