import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, IngestQueue, Logger, VersionId, VersionRepository } from '@carrel/core';
import { type Job, Queue, Worker } from 'bullmq';
import { assertNoEviction, createRedisClient } from './redis-client.ts';

export interface BullmqOptions {
  /** redis://… or rediss://… */
  readonly url: string;
  /** How long an idle worker waits for a job before it looks into SQL all the same. */
  readonly sweepMs: number;
  /** How often it looks while Redis is away. */
  readonly pollMs: number;
  /** Installations that share a Redis need one each. */
  readonly prefix?: string;
}

/** Ids and nothing else: whoever runs Redis reads along. */
interface IngestJob {
  readonly versionId: VersionId;
}
type BellJob = Job<IngestJob, string>;

const queueName = 'ingest';
/** A worker that dies with a job in hand gives it back; BullMQ's own limit of one would drop the job at the second crash. */
const maxStalledCount = 10;
const connectTimeoutMs = 3_000;
/** Between two requests that failed. */
const retryMs = 1_000;
/** BullMQ's `close` has been seen not to return while Redis is away. */
const closeTimeoutMs = 2_000;

/**
 * The queue of an installation with Redis: each announced version is a job, which wakes one waiting worker of any process.
 *
 * A job is a bell, not the work: which versions are claimable, and in which order, is asked of SQL, so a job that is lost
 * (FLUSHALL, a Redis that was made anew), doubled or late costs `sweepMs` at most. While Redis is away, workers poll.
 *
 * @throws INVALID_CONFIGURATION when Redis may evict keys. A Redis that cannot be reached is waited for, not an error.
 */
export async function createBullmqIngestQueue(
  deps: { readonly versions: Pick<VersionRepository, 'listClaimable'>; readonly clock: Clock; readonly logger: Logger },
  options: BullmqOptions,
): Promise<IngestQueue> {
  const prefix = options.prefix ?? 'carrel';
  const client = createRedisClient(deps, { url: options.url, whenAway: 'fails-fast' });
  await connect(client, deps.logger);
  const queue = new Queue<IngestJob, string, typeof queueName>(queueName, {
    connection: client,
    prefix,
    skipWaitingForReady: true,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: 1_000 },
  });
  queue.on('error', () => undefined);
  const closed = new AbortController();
  let bells: Bells | null = null;

  return {
    async announce(versionIds) {
      if (versionIds.length === 0 || closed.signal.aborted) return;
      try {
        // A new id each time: BullMQ takes no second job of an id that it still remembers.
        await queue.addBulk(
          versionIds.map((versionId) => ({ name: queueName, data: { versionId }, opts: { jobId: `${versionId}-${randomUUID()}` } })),
        );
      } catch (error) {
        deps.logger.error('queue.announce-failed', error, { count: versionIds.length });
      }
    },
    async take({ maxVersions, signal }) {
      bells ??= createBells(deps, { url: options.url, prefix });
      const ended = AbortSignal.any([signal, closed.signal]);
      while (!ended.aborted) {
        const found = await deps.versions.listClaimable(deps.clock.nowMs(), maxVersions);
        if (found.length > 0) {
          void bells.silence(found.length);
          return found;
        }
        await bells.wait(client.status === 'ready' ? options.sweepMs : options.pollMs, ended);
      }
      return [];
    },
    async close() {
      if (closed.signal.aborted) return;
      closed.abort();
      await Promise.race([Promise.allSettled([queue.close(), bells?.close()]), sleep(closeTimeoutMs, undefined, { ref: false })]);
      client.disconnect();
    },
  };
}

async function connect(client: ReturnType<typeof createRedisClient>, logger: Logger): Promise<void> {
  const isConnected = await Promise.race([
    client.connect().then(
      () => true,
      () => false,
    ),
    sleep(connectTimeoutMs, false, { ref: false }),
  ]);
  if (isConnected) {
    try {
      await assertNoEviction(client);
    } catch (error) {
      client.disconnect();
      throw error;
    }
  }
  // One that comes back may be another one.
  client.on('ready', () => void assertNoEviction(client).catch((error: unknown) => logger.error('queue.redis-evicts', error)));
}

interface Bells {
  /** Until a job came, the time is over or the signal aborts. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** Takes up to so many jobs that wait: what they tell of is known. */
  silence(count: number): Promise<void>;
  close(): Promise<void>;
}

/** The jobs of other processes and of this one, as a bell. One request for the next job is under way at a time. */
function createBells(deps: { readonly logger: Logger }, options: { readonly url: string; readonly prefix: string }): Bells {
  const client = createRedisClient(deps, { url: options.url, whenAway: 'waits' });
  const worker = new Worker<IngestJob, string, typeof queueName>(queueName, null, {
    connection: client,
    prefix: options.prefix,
    autorun: false,
    maxStalledCount,
    removeOnComplete: { count: 0 },
  });
  worker.on('error', () => undefined);
  void worker.startStalledCheckTimer().catch(() => undefined);
  const token = randomUUID();
  let next: Promise<void> | null = null;

  const isRung = async (block: boolean): Promise<boolean> => {
    const job: BellJob | undefined = await worker.getNextJob(token, { block });
    await job?.moveToCompleted('seen', token, false);
    return job !== undefined;
  };
  const listen = (): Promise<void> => {
    next ??= isRung(true)
      // No busy loop while Redis is away.
      .catch(() => sleep(retryMs, false, { ref: false }))
      .then(async (rung) => {
        next = null;
        return rung || worker.closing !== undefined ? undefined : listen();
      });
    return next;
  };

  return {
    async wait(timeoutMs, signal) {
      const over = new AbortController();
      const either = AbortSignal.any([signal, over.signal]);
      await Promise.race([listen(), sleep(timeoutMs, undefined, { signal: either }).catch(() => undefined)]);
      over.abort();
    },
    async silence(count) {
      try {
        for (let taken = 0; taken < count && client.status === 'ready'; taken += 1) if (!(await isRung(false))) return;
      } catch {
        // Bells that stay ring later, for nothing.
      }
    },
    async close() {
      await worker.close(true).catch(() => undefined);
      client.disconnect();
    },
  };
}
