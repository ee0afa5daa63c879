import { type Clock, isCarrelError, type IndexRow, type Logger, type RecordStore, type StoredIndexRequest, faultPoint } from '@carrel/core';
import { type EmbeddingInUse, LeaseLostError, type ReconcileDependencies, rowsOfVersion } from '@carrel/ingestion';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FanOutAppender } from './index-set/fan-out-appender.ts';
import type { IndexKeeper } from './index-keeper.ts';
import type { WriterLease } from './writer-lease.ts';

export interface IndexServiceDependencies {
  readonly store: RecordStore;
  readonly blobs: ReconcileDependencies['blobs'];
  readonly keeper: Pick<IndexKeeper, 'ready'>;
  readonly lease: Pick<WriterLease, 'isHeld'>;
  readonly appender: Pick<FanOutAppender, 'append' | 'settle'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Versions whose rows are read and written together. */
const requestsAtOnce = 32;
const afterFailureMs = 1_000;

interface Prepared {
  readonly request: StoredIndexRequest;
  readonly rows: readonly IndexRow[];
}

/**
 * The one writer of the index: waits until this process is it, keeps the index open for the model in use, and writes the rows
 * that workers ask for, this one's own included as long as the index is not open. Ends when the signal aborts.
 */
export async function serveIndex(
  deps: IndexServiceDependencies,
  options: { readonly pollMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const { signal } = options;
  const answering = createAnswering(deps);
  while (!signal.aborted) {
    try {
      const readiness = await deps.keeper.ready(signal);
      const isMore = readiness.type === 'ready' && (await answering(readiness.embedding, signal));
      if (!isMore) await sleep(options.pollMs, undefined, { signal });
    } catch (error) {
      if (signal.aborted) return;
      deps.logger.error('index.service-failed', error);
      await sleep(afterFailureMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** One look at the requests; gives whether more of them wait than are answered at once. */
function createAnswering(deps: IndexServiceDependencies): (embedding: EmbeddingInUse, signal: AbortSignal) => Promise<boolean> {
  const { store, appender, clock } = deps;
  /** Holders whose rows are written and whose attempts have not ended, by generation. */
  const handed = new Map<number, string>();

  return async (embedding, signal) => {
    const requests = await store.read.indexRequests.list();
    const there = new Set(requests.map(({ generation }) => generation));
    for (const [generation, holder] of handed) {
      if (there.has(generation)) continue;
      appender.settle(holder);
      handed.delete(generation);
    }
    if (requests.length === 0) return false;
    await store.transaction(({ indexRequests }) => indexRequests.removeAbandoned(clock.nowMs()));
    const open = requests.filter(({ outcome }) => outcome === null);
    const prepared: Prepared[] = [];
    for (const request of open.slice(0, requestsAtOnce)) {
      signal.throwIfAborted();
      const rows = await prepare(deps, { request, embedding, signal });
      if (rows !== null) prepared.push({ request, rows });
    }
    await Promise.all(
      prepared.map(async ({ request, rows }) => {
        const holder = `request ${request.generation}`;
        handed.set(request.generation, holder);
        await answer(deps, request, () => appender.append(rows, { holder, embeddingId: embedding?.id ?? null }));
      }),
    );
    return open.length > requestsAtOnce;
  };
}

async function prepare(
  deps: IndexServiceDependencies,
  {
    request,
    embedding,
    signal,
  }: { readonly request: StoredIndexRequest; readonly embedding: EmbeddingInUse; readonly signal: AbortSignal },
): Promise<readonly IndexRow[] | null> {
  try {
    return await rowsOfVersion(deps, { ...request, embedding, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    await refuse(deps, request, error);
    return null;
  }
}

/** Says what came of it; `written` only under the lease, as the next writer removes what was not said to be. */
async function answer(deps: IndexServiceDependencies, request: StoredIndexRequest, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    return refuse(deps, request, error);
  }
  faultPoint('handover.before-answer');
  await deps.store.transaction(async (repositories) => {
    if (!(await deps.lease.isHeld(repositories))) throw new LeaseLostError('rows were said to be written');
    await repositories.indexRequests.answer(request, 'written');
  });
  faultPoint('handover.after-answer');
}

async function refuse(deps: IndexServiceDependencies, request: StoredIndexRequest, error: unknown): Promise<void> {
  deps.logger.error('index.request-failed', error, { versionId: request.versionId });
  const code = isCarrelError(error) ? error.code : 'INDEX_FAILED';
  await deps.store.transaction(({ indexRequests }) => indexRequests.answer(request, code));
}
