import {
  CarrelError,
  type IndexRequest,
  type IndexRow,
  type Logger,
  type RecordStore,
  type SearchLanguage,
  type VersionId,
  faultPoint,
} from '@carrel/core';
import type { AppendReceipt, IndexAppender } from '@carrel/ingestion';
import type { FanOutAppender } from './index-set/fan-out-appender.ts';
import type { WriterLease } from './writer-lease.ts';

export interface RowHandover {
  /** Takes the rows of one attempt to the index, whichever process writes it. Waiting for another one ends with the signal. */
  appenderFor(attempt: {
    readonly versionId: VersionId;
    /** Of the model that the vectors are of. */
    readonly embeddingId: string | null;
    readonly signal: AbortSignal;
  }): IndexAppender;
}

interface Waiting {
  readonly request: IndexRequest;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Rows go straight into the index where this process writes it, and otherwise as a request in SQL to the process that does:
 * chunks and vectors are in SQL already, so a request is a name and not the rows.
 */
export function createRowHandover(
  deps: {
    readonly store: RecordStore;
    readonly appender: Pick<FanOutAppender, 'append'>;
    readonly index: { isOpen(): boolean };
    readonly lease: Pick<WriterLease, 'isHeld'>;
    readonly logger: Logger;
  },
  options: { readonly pollMs: number },
): RowHandover {
  const waiting = new Map<VersionId, Waiting>();
  let timer: NodeJS.Timeout | null = null;

  const look = async (): Promise<void> => {
    // What is asked during the look may be missing from its answer.
    const before = [...waiting.values()];
    try {
      const stored = new Map((await deps.store.read.indexRequests.list()).map((request) => [request.versionId, request]));
      for (const entry of before) settle(entry, stored.get(entry.request.versionId) ?? null);
    } catch (error) {
      deps.logger.error('index.request-failed', error);
    }
    timer = waiting.size === 0 ? null : setTimeout(() => void look(), options.pollMs);
  };

  const settle = (entry: Waiting, stored: Awaited<ReturnType<RecordStore['read']['indexRequests']['list']>>[number] | null): void => {
    if (stored?.generation !== entry.request.generation)
      entry.reject(new CarrelError('INDEX_FAILED', { message: 'the request for the index was dropped' }));
    else if (stored.outcome === 'written') entry.resolve();
    else if (stored.outcome !== null) entry.reject(new CarrelError(stored.outcome, { message: 'the index was not written' }));
  };

  const ask = async (request: IndexRequest, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    await deps.store.transaction(({ indexRequests }) => indexRequests.put(request));
    faultPoint('handover.after-request');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry = { request, resolve, reject };
    const onAbort = () => reject(signal.reason);
    waiting.set(request.versionId, entry);
    signal.addEventListener('abort', onAbort);
    timer ??= setTimeout(() => void look(), options.pollMs);
    try {
      await promise;
    } catch (error) {
      // What stays is removed by the writer when nobody works on the version any more.
      await deps.store.transaction(({ indexRequests }) => indexRequests.withdraw(request)).catch(() => undefined);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (waiting.get(request.versionId) === entry) waiting.delete(request.versionId);
    }
  };

  return {
    appenderFor: ({ versionId, embeddingId, signal }) => ({
      async append(rows): Promise<AppendReceipt> {
        if (deps.index.isOpen()) {
          await deps.appender.append(rows, { holder: versionId, embeddingId });
          return {
            async redeem(repositories) {
              if (!(await deps.lease.isHeld(repositories))) throw rowsMayBeGone();
            },
          };
        }
        const request = { versionId, ...whatRowsShare(rows) };
        await ask(request, signal);
        return {
          async redeem({ indexRequests }) {
            if (!(await indexRequests.redeem(request))) throw rowsMayBeGone();
          },
        };
      },
    }),
  };
}

function whatRowsShare(rows: readonly IndexRow[]): { readonly generation: number; readonly language: SearchLanguage | null } {
  const [first] = rows;
  if (first === undefined) throw new CarrelError('INDEX_FAILED', { message: 'a version without rows' });
  return { generation: first.generation, language: first.language };
}

function rowsMayBeGone(): CarrelError {
  return new CarrelError('INDEX_FAILED', { message: 'another process became the writer of the index' });
}
