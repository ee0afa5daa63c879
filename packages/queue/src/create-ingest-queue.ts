import type { Clock, IngestQueue, Logger, VersionRepository } from '@carrel/core';
import { createPollingIngestQueue } from './polling/polling-ingest-queue.ts';

/** How long a worker with Redis waits for a job before it looks into SQL: what nobody announced (a retry) waits as long. */
const sweepMs = 5_000;

/**
 * The ingest queue of this installation: BullMQ when there is a Redis, else polling of SQL.
 * @throws INVALID_CONFIGURATION when Redis may evict keys.
 */
export async function createIngestQueue(
  deps: { readonly versions: Pick<VersionRepository, 'listClaimable'>; readonly clock: Clock; readonly logger: Logger },
  options: { readonly redisUrl: string | undefined; readonly pollMs: number },
): Promise<IngestQueue> {
  const { redisUrl, pollMs } = options;
  if (redisUrl === undefined) return createPollingIngestQueue(deps, { pollMs });
  // BullMQ takes some 20 MB: only where there is a Redis.
  const { createBullmqIngestQueue } = await import('./bullmq/bullmq-ingest-queue.ts');
  return createBullmqIngestQueue(deps, { url: redisUrl, sweepMs, pollMs });
}
