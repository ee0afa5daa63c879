import type { IngestQueue, Logger } from '@carrel/core';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddingReadiness } from './embedding-readiness.ts';
import { workOnVersion, type VersionWorkerDependencies } from './version-worker.ts';

export interface WorkLoopDependencies extends VersionWorkerDependencies {
  readonly queue: IngestQueue;
  readonly logger: Logger;
  /** Waits until the embedding model in use is ready; gives that model. */
  readonly readiness: (signal: AbortSignal) => Promise<EmbeddingReadiness>;
}

/**
 * Takes versions from the queue and works on up to `concurrency` at once: enough that parsing, token counting and writing
 * of some hide behind the embedding of others. Ends when the signal aborts and all work is settled.
 */
export async function runWorkLoop(
  deps: WorkLoopDependencies,
  options: { readonly owner: string; readonly concurrency: number; readonly signal: AbortSignal },
): Promise<void> {
  const { signal, concurrency, owner } = options;
  const running = new Map<string, Promise<void>>();
  while (!signal.aborted) {
    try {
      const readiness = await deps.readiness(signal);
      if (running.size >= concurrency) await Promise.race(running.values());
      const taken = await deps.queue.take({ maxVersions: concurrency, signal });
      const fresh = taken.filter((versionId) => !running.has(versionId));
      if (fresh.length === 0 && running.size > 0) await Promise.race([...running.values(), sleep(100, undefined, { signal })]);
      for (const versionId of fresh) {
        if (running.size >= concurrency) await Promise.race(running.values());
        if (signal.aborted) break;
        const work = workOnVersion(deps, { versionId, owner, readiness, signal })
          .then(() => undefined)
          .catch((error: unknown) => deps.logger.error('ingest.work-failed', error, { versionId }))
          .finally(() => running.delete(versionId));
        running.set(versionId, work);
      }
    } catch (error) {
      if (signal.aborted) break;
      deps.logger.error('ingest.loop-failed', error);
      await sleep(1000, undefined, { signal }).catch(() => undefined);
    }
  }
  await Promise.allSettled(running.values());
}
