import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { versionIdSchema, type VersionId } from '@carrel/core';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../../../test/support/carrel-process.ts';
import { describeIngestQueueContract } from '../../../../test/support/contracts/ingest-queue.ts';
import { createRecordingLogger } from '../../../../test/support/fakes/recording-logger.ts';
import { needs, needsCommand } from '../../../../test/support/require.ts';
import { createBullmqIngestQueue } from './bullmq-ingest-queue.ts';

const sharedUrl = process.env['CARREL_TEST_REDIS_URL'];
const clock = { nowMs: () => 0, monotonicMs: () => performance.now() };
const versionId = (number: number): VersionId => versionIdSchema.parse(`dv_${number.toString(16).padStart(32, '0')}`);

/** Versions that SQL would give, oldest first. */
function claimableVersions() {
  const claimable: VersionId[] = [];
  return { claimable, listClaimable: async (_nowMs: number, limit: number) => claimable.slice(0, limit) };
}

if (needs('Redis', sharedUrl !== undefined, 'Set CARREL_TEST_REDIS_URL.')) {
  describeIngestQueueContract({
    name: 'BullMQ on Redis',
    sweepMs: 400,
    versionId,
    async create() {
      const versions = claimableVersions();
      const { claimable } = versions;
      const { logger } = createRecordingLogger();
      const options = { url: sharedUrl ?? '', prefix: `test-${randomUUID()}`, sweepMs: 400, pollMs: 50 };
      const queue = await createBullmqIngestQueue({ versions, clock, logger }, options);
      return {
        queue,
        makeClaimable: async (id) => void claimable.push(id),
        claim: async (id) => void claimable.splice(claimable.indexOf(id), 1),
        close: () => queue.close(),
      };
    },
  });
}

describe.runIf(needsCommand('redis-server'))('BullMQ on a Redis of its own', () => {
  let folder: string;
  let port: number;
  let server: ChildProcess | null = null;
  const queues: { close(): Promise<void> }[] = [];
  const url = () => `redis://127.0.0.1:${port}`;

  const startRedis = async (...args: readonly string[]) => {
    server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...args], {
      stdio: 'ignore',
    });
    const client = new Redis(url(), { retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    await client.ping();
    return client;
  };
  const stopRedis = async () => {
    if (server === null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    server = null;
    await ended;
  };
  const open = async (versions = claimableVersions(), sweepMs = 60_000) => {
    const recorded = createRecordingLogger();
    const queue = await createBullmqIngestQueue({ versions, clock, logger: recorded.logger }, { url: url(), sweepMs, pollMs: 50 });
    queues.push(queue);
    return { queue, claimable: versions.claimable, events: recorded.events };
  };
  const take = (queue: Awaited<ReturnType<typeof open>>['queue'], timeoutMs = 5_000) =>
    queue.take({ maxVersions: 10, signal: AbortSignal.timeout(timeoutMs) });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carrel-redis-'));
    port = await freePort();
  });
  afterEach(async () => {
    for (const queue of queues.splice(0)) await queue.close();
    await stopRedis();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('a Redis that may evict keys is refused, with what to do', async () => {
    const client = await startRedis('--maxmemory-policy', 'allkeys-lru');
    await expect(open()).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      message: expect.stringMatching(/noeviction.*allkeys-lru.*redis-cli config set/u),
    });
    client.disconnect();
  });

  test('an announcement wakes a worker of another process at once', async () => {
    const client = await startRedis();
    const versions = claimableVersions();
    const [worker, producer] = [await open(versions), await open(versions)];
    const taking = take(worker.queue);
    await new Promise((resolve) => setTimeout(resolve, 200));
    versions.claimable.push(versionId(1));
    await producer.queue.announce([versionId(1)]);
    expect(await taking).toEqual([versionId(1)]);
    client.disconnect();
  });

  test('jobs hold an id and nothing else, are never taken for one that was there before, and leave nothing behind', async () => {
    const client = await startRedis();
    const { queue, claimable } = await open();
    await queue.announce([versionId(1)]);
    await queue.announce([versionId(1)]);
    const keys = (await client.keys('carrel:ingest:dv_*')).toSorted();
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(JSON.parse((await client.hget(key, 'data')) ?? '')).toEqual({ versionId: versionId(1) });
    claimable.push(versionId(1));
    await take(queue);
    claimable.pop();
    await take(queue, 500);
    await expect.poll(() => client.keys('carrel:ingest:dv_*')).toEqual([]);
    client.disconnect();
  });

  test('after FLUSHALL the work is found by a look into SQL, and jobs ring again', async () => {
    const client = await startRedis();
    const { queue, claimable } = await open(undefined, 500);
    claimable.push(versionId(1));
    await queue.announce([versionId(1)]);
    await client.flushall();
    expect(await take(queue)).toEqual([versionId(1)]);
    claimable.pop();
    const taking = take(queue);
    claimable.push(versionId(2));
    await queue.announce([versionId(2)]);
    expect(await taking).toEqual([versionId(2)]);
    client.disconnect();
  });

  test('without Redis nothing is lost: announcing does not fail, workers poll, and afterwards jobs ring again', async () => {
    (await startRedis()).disconnect();
    const { queue, claimable, events } = await open();
    await take(queue, 100);
    await stopRedis();
    claimable.push(versionId(1));
    await queue.announce([versionId(1)]);
    expect(await take(queue)).toEqual([versionId(1)]);
    await expect.poll(() => events.map(({ event }) => event)).toContain('queue.redis-away');
    claimable.pop();
    (await startRedis()).disconnect();
    await expect.poll(() => events.some(({ event }) => event === 'queue.redis-back'), { timeout: 10_000 }).toBe(true);
    const taking = take(queue, 20_000);
    claimable.push(versionId(2));
    await queue.announce([versionId(2)]);
    expect(await taking).toEqual([versionId(2)]);
  }, 40_000);

  test('it starts without Redis', async () => {
    const { queue, claimable } = await open();
    claimable.push(versionId(1));
    expect(await take(queue)).toEqual([versionId(1)]);
  }, 20_000);
});
