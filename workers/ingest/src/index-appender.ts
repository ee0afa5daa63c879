import type { ChunkIndexWriter, IndexRow } from '@carrel/core';

interface Waiting {
  readonly rows: readonly IndexRow[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

export interface BatchingAppender {
  /** Somebody begins work that may end in an append: what waits for company counts on them until they settle. */
  begin(holder: string): void;
  /** Durable when it resolves. With `holder`, the rows' generations count as in flight until the holder settles. */
  append(rows: readonly IndexRow[], holder?: string): Promise<void>;
  /** Runs work that must not be beside a write: maintenance, deletion, reconciling. Appends wait meanwhile. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Generations handed in whose attempt has not ended: their rows may be there before SQL knows of them. */
  isInFlight(generation: number): boolean;
  settle(holder: string): void;
  /** Appends that were written since `resetActivity`, and milliseconds since the last one. */
  activity(): { readonly appends: number; readonly idleMs: number };
  resetActivity(): void;
}

/**
 * Joins the rows of versions that are ready at about the same time into one LanceDB commit: each commit makes a fragment
 * and is fsynced, so a commit a document would be slow now and slower at every search.
 *
 * While a write runs, what comes in waits and becomes the next batch. Then it waits for the others that are at work, `maxWaitMs`
 * at most, and not at all when nobody else is: a single document is written at once, a folder in batches.
 */
export function createBatchingAppender(
  writer: Pick<ChunkIndexWriter, 'append'>,
  options: { readonly maxWaitMs: number; readonly maxRows: number },
): BatchingAppender {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | null = null;
  let tail: Promise<unknown> = Promise.resolve();
  let appends = 0;
  let lastAppendMs = performance.now();
  const atWork = new Set<string>();
  const inFlight = new Map<string, Set<number>>();

  const exclusively = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = tail.then(work);
    tail = result.catch(() => undefined);
    return result;
  };

  const flush = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    void exclusively(async () => {
      const batch = waiting;
      waiting = [];
      if (batch.length === 0) return;
      try {
        await writer.append(batch.flatMap((entry) => entry.rows));
        appends += 1;
        lastAppendMs = performance.now();
        for (const entry of batch) entry.resolve();
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    });
  };

  const isCompanyComing = (): boolean => {
    const rowCount = waiting.reduce((sum, entry) => sum + entry.rows.length, 0);
    return rowCount < options.maxRows && waiting.length < atWork.size;
  };

  return {
    exclusively,
    begin: (holder) => void atWork.add(holder),
    isInFlight: (generation) => inFlight.values().some((generations) => generations.has(generation)),
    activity: () => ({ appends, idleMs: performance.now() - lastAppendMs }),
    resetActivity: () => {
      appends = 0;
    },
    settle(holder) {
      inFlight.delete(holder);
      if (atWork.delete(holder) && waiting.length > 0 && !isCompanyComing()) flush();
    },
    append(rows, holder) {
      if (holder !== undefined) inFlight.set(holder, new Set(rows.map((row) => row.generation)));
      return new Promise<void>((resolve, reject) => {
        waiting.push({ rows, resolve, reject });
        if (isCompanyComing()) timer ??= setTimeout(flush, options.maxWaitMs);
        else flush();
      });
    },
  };
}
