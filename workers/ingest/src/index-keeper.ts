import {
  CarrelError,
  isCarrelError,
  type BlobStore,
  type ChunkIndexWriter,
  type Clock,
  type EmbeddingModelSource,
  type Logger,
  type NamedLease,
  type RecordStore,
} from '@carrel/core';
import { reconcileIndex, type EmbeddingInUse, type ReconcileOutcome } from '@carrel/ingestion';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchingAppender } from './index-appender.ts';

export interface IndexKeeperDependencies {
  readonly store: RecordStore;
  readonly writer: ChunkIndexWriter;
  readonly appender: BatchingAppender;
  readonly blobs: BlobStore;
  readonly models: EmbeddingModelSource;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The embedding model to work with; or why there is none although one is configured. */
export type EmbeddingReadiness =
  | { readonly type: 'ready'; readonly embedding: EmbeddingInUse }
  | { readonly type: 'failed'; readonly error: CarrelError };

const writerLease = 'index-writer';
const leaseMs = 15_000;
const renewIntervalMs = 5_000;
/** How long a configured model may take to load before documents are told that it fails. */
const modelPatienceMs = 120_000;
const modelPollMs = 500;
/** How long an answer about the model in use stays good. */
const modelCacheMs = 2_000;

/**
 * Keeps the index: holds the writer's lease, opens the index for the embedding model in use, and makes it again from SQL
 * and blobs when it is missing, unreadable or of another model, without being asked.
 */
export function createIndexKeeper(deps: IndexKeeperDependencies, options: { readonly owner: string; readonly onLeaseLost: () => void }) {
  const { store, writer, appender, clock, logger } = deps;
  let lease: NamedLease | null = null;
  let openFor: string | null | undefined;
  let known: { readonly readiness: EmbeddingReadiness; readonly atMs: number } | null = null;

  const acquire = () => store.transaction(({ leases }) => leases.acquire(writerLease, options.owner, clock.nowMs(), leaseMs));

  const holdLease = async (signal: AbortSignal): Promise<void> => {
    while (lease === null) {
      signal.throwIfAborted();
      lease = await acquire();
      if (lease === null) await sleep(1000, undefined, { signal });
    }
  };

  const renewal = setInterval(() => {
    if (lease === null) return;
    acquire()
      .then((renewed) => {
        if (renewed === null) options.onLeaseLost();
      })
      .catch((error: unknown) => logger.error('index.lease-renewal-failed', error));
  }, renewIntervalMs);

  const currentModel = async (signal: AbortSignal): Promise<EmbeddingReadiness> => {
    const startedMs = clock.monotonicMs();
    for (;;) {
      signal.throwIfAborted();
      try {
        return { type: 'ready', embedding: await deps.models.current() };
      } catch (error) {
        if (!isCarrelError(error)) throw error;
        const isLoading = error.code === 'MODEL_UNAVAILABLE' && clock.monotonicMs() - startedMs < modelPatienceMs;
        if (!isLoading) return { type: 'failed', error };
        await sleep(modelPollMs, undefined, { signal });
      }
    }
  };

  const openIndex = async (embedding: EmbeddingInUse, signal: AbortSignal): Promise<void> => {
    const embeddingId = embedding?.id ?? null;
    if (openFor === embeddingId) return;
    const state = await appender.exclusively(() => writer.open({ embeddingId, dimensions: embedding?.dimensions ?? null }));
    if (state === 'rebuild-needed') logger.warn('index.rebuild-started', { embeddingId });
    const { rebuilt } = await reconcile(embedding, signal);
    if (state === 'rebuild-needed') {
      if (rebuilt > 0) await appender.exclusively(() => writer.optimize());
      await writer.markComplete();
    }
    openFor = embeddingId;
  };

  const reconcile = async (embedding: EmbeddingInUse, signal: AbortSignal): Promise<ReconcileOutcome> => {
    const startedMs = clock.monotonicMs();
    const outcome = await reconcileIndex(
      { store, blobs: deps.blobs, appender },
      {
        writer: { ...writer, deleteGenerations: (generations) => appender.exclusively(() => writer.deleteGenerations(generations)) },
        embedding,
        isInFlight: appender.isInFlight,
        signal,
      },
    );
    if (outcome.rebuilt + outcome.removed > 0) {
      logger.info('index.reconciled', { ...outcome, durationMs: Math.round(clock.monotonicMs() - startedMs) });
    }
    return outcome;
  };

  return {
    /** Waits until this process may write the index and it is open for the model in use. */
    async ready(signal: AbortSignal): Promise<EmbeddingReadiness> {
      await holdLease(signal);
      if (known !== null && clock.monotonicMs() - known.atMs < modelCacheMs) return known.readiness;
      const readiness = await currentModel(signal);
      if (readiness.type === 'ready') await openIndex(readiness.embedding, signal);
      known = { readiness, atMs: clock.monotonicMs() };
      return readiness;
    },
    /** Compares the index with SQL and repairs it: hourly, and whenever documents were deleted or replaced. */
    async reconcile(signal: AbortSignal): Promise<void> {
      if (openFor === undefined || known?.readiness.type !== 'ready') return;
      await reconcile(known.readiness.embedding, signal);
    },
    /** Compacts, and extends the search structures; appends wait meanwhile. */
    async optimize(): Promise<void> {
      if (openFor === undefined) return;
      const startedMs = clock.monotonicMs();
      await appender.exclusively(async () => {
        appender.resetActivity();
        await writer.optimize();
      });
      logger.info('index.optimized', { durationMs: Math.round(clock.monotonicMs() - startedMs) });
    },
    async close(): Promise<void> {
      clearInterval(renewal);
      const held = lease;
      lease = null;
      if (held) await store.transaction(({ leases }) => leases.release(held));
    },
  };
}
export type IndexKeeper = ReturnType<typeof createIndexKeeper>;
