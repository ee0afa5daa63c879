import {
  CarrelError,
  faultPoint,
  isoTime,
  type BlobStore,
  type ChunkIndexWriter,
  type Clock,
  type EmbeddingModelSource,
  type Logger,
  type RecordStore,
} from '@carrel/core';
import type { EmbeddingInUse } from '@carrel/ingestion';
import { embeddingReadiness, type EmbeddingReadiness } from './embedding-readiness.ts';
import type { BatchingAppender } from './index-appender.ts';
import { reconcile } from './index-care/index-runs.ts';
import type { IndexTarget } from './index-care/index-target.ts';
import type { RunDependencies } from './index-care/recorded-run.ts';
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
  readonly onRun?: RunDependencies['onRun'];
}

export interface IndexKeeper {
  /** The embedding model in use, while it is being loaded waited for. The index may be another process's. */
  readiness(signal: AbortSignal): Promise<EmbeddingReadiness>;
  /** Waits until this process may write the index and it is open for the model in use. */
  ready(signal: AbortSignal): Promise<EmbeddingReadiness>;
  /** Whether this process writes the index, and for this model. */
  isOpenFor(embeddingId: string | null): boolean;
  /** What is open for writing; nothing before the first `ready`. */
  targets(): readonly IndexTarget[];
}

/** How long an answer about the model in use stays good. */
const modelCacheMs = 2_000;

/** Names the index in records. */
const indexId = 'chunks';

/**
 * Keeps the index: opens it for the embedding model in use, and makes it again from SQL and blobs when it is missing,
 * unreadable or of another model, without being asked.
 */
export function createIndexKeeper(deps: IndexKeeperDependencies): IndexKeeper {
  const { writer, appender, clock, logger } = deps;
  let open: IndexTarget | null = null;
  let known: { readonly readiness: EmbeddingReadiness; readonly atMs: number } | null = null;

  const openIndex = async (embedding: EmbeddingInUse, signal: AbortSignal): Promise<void> => {
    const embeddingId = embedding?.id ?? null;
    if (open !== null && (open.embedding?.id ?? null) === embeddingId) return;
    if (open === null) await deps.store.read.indexCare.closeInterruptedRuns(isoTime(clock));
    const target = { indexId, writer, appender, embedding };
    const state = await appender.exclusively(() => writer.open({ embeddingId, dimensions: embedding?.dimensions ?? null }));
    if (state === 'rebuild-needed') logger.warn('index.rebuild-started', { embeddingId });
    const run = await reconcile(deps, { target, signal });
    if (run.state !== 'succeeded') throw new CarrelError('INDEX_FAILED', { message: 'the index could not be compared with SQL' });
    if (state === 'rebuild-needed') await completeRebuild(target, run.detail.rebuilt ?? 0);
    open = target;
  };

  const readiness = async (signal: AbortSignal): Promise<EmbeddingReadiness> => {
    if (known === null || clock.monotonicMs() - known.atMs >= modelCacheMs)
      known = { readiness: await embeddingReadiness(deps, signal), atMs: clock.monotonicMs() };
    return known.readiness;
  };

  return {
    readiness,
    isOpenFor: (embeddingId) => open !== null && (open.embedding?.id ?? null) === embeddingId,
    async ready(signal) {
      await deps.lease.hold(signal);
      const found = await readiness(signal);
      if (found.type === 'ready') await openIndex(found.embedding, signal);
      return found;
    },
    targets: () => (open === null ? [] : [open]),
  };
}

async function completeRebuild({ appender, writer }: IndexTarget, rebuilt: number): Promise<void> {
  if (rebuilt > 0) await appender.exclusively(() => writer.optimize());
  faultPoint('index.before-complete');
  await writer.markComplete();
  faultPoint('index.after-complete');
}
