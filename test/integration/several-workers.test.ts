import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectionSchema, documentSchema, pageOf, uploadResultSchema } from '@carrel/contract';
import { runtimePaths, systemClock } from '@carrel/runtime';
import { createLanceIndexWriter } from '@carrel/storage';
import { describe, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/api/start-worker-process.ts';
import { createTestDatabase, needsPostgres } from '../support/postgres.ts';
import { needs } from '../support/require.ts';

const redisUrl = process.env['CARREL_TEST_REDIS_URL'];
const hasPostgres = await needsPostgres();
const hasRedis = needs('Redis', redisUrl !== undefined, 'Set CARREL_TEST_REDIS_URL.');

interface Place {
  readonly name: string;
  readonly isThere: boolean;
  readonly isOnPostgres: boolean;
  /** The number of the Redis database: installations side by side need one each. Null: work is looked for in SQL. */
  readonly redisDatabase: number | null;
  /** Whether the writer of the index is killed in the middle: the other worker waits 15 s for its lease. */
  readonly isWriterKilled: boolean;
}
const places: readonly Place[] = [
  { name: 'SQLite, polling', isThere: true, isOnPostgres: false, redisDatabase: null, isWriterKilled: true },
  { name: 'SQLite, BullMQ', isThere: hasRedis, isOnPostgres: false, redisDatabase: 1, isWriterKilled: false },
  { name: 'PostgreSQL, polling', isThere: hasPostgres, isOnPostgres: true, redisDatabase: null, isWriterKilled: false },
  { name: 'PostgreSQL, BullMQ', isThere: hasPostgres && hasRedis, isOnPostgres: true, redisDatabase: 2, isWriterKilled: true },
];

const fileCount = 40;
const endTimeoutMs = 60_000;

/** Texts of a few paragraphs, all different, so that each is parsed, cut and embedded. */
function someFiles(prefix: string): FormData {
  const form = new FormData();
  for (let number = 0; number < fileCount; number += 1) {
    const paragraphs = Array.from(
      { length: 6 },
      (_, index) => `Rule ${prefix} ${number}.${index}: ${'the limit is checked again. '.repeat(8)}`,
    );
    form.append('file', new Blob([`# Rules ${number}\n\n${paragraphs.join('\n\n')}\n`]), `${prefix}-${number}.md`);
  }
  return form;
}

async function upload(api: TestApi, collectionId: string, prefix: string): Promise<void> {
  const body = someFiles(prefix);
  const response = await api.owner(`/api/v1/collections/${collectionId}/documents`, { method: 'POST', body });
  expect(uploadResultSchema.parse(response.json).files.map(({ outcome }) => outcome)).toEqual(Array(fileCount).fill('accepted'));
}

async function countPublished(api: TestApi): Promise<number> {
  const { json } = await api.owner('/api/v1/documents?state=published&limit=200');
  return pageOf(documentSchema).parse(json).items.length;
}

async function untilPublished(api: TestApi, count: number): Promise<void> {
  const deadlineMs = performance.now() + endTimeoutMs;
  while ((await countPublished(api)) < count) {
    if (performance.now() > deadlineMs) throw new Error(`${await countPublished(api)} of ${count} are published.`);
    await sleep(100);
  }
}

const publishedBy = ({ lines }: WorkerProcess) => lines.filter(({ event }) => event === 'document.published').length;
const isWriter = ({ lines }: WorkerProcess) => lines.some(({ event }) => event === 'index.writer-became');

/** Every active generation has its rows once, and nothing else is there, when nobody writes any more. */
async function expectIndexAsInSql(api: TestApi): Promise<void> {
  const { store } = api.api.composed;
  const wanted = await store.read.versions.activeGenerations();
  const writer = createLanceIndexWriter({ root: runtimePaths(api.dataDir).indexDir, clock: systemClock });
  const { embeddingId, dimensions } = JSON.parse(await readFile(join(runtimePaths(api.dataDir).indexDir, 'index.json'), 'utf8')) as {
    embeddingId: string | null;
    dimensions: number | null;
  };
  expect(await writer.open({ embeddingId, dimensions })).toBe('ready');
  const rows = await writer.survey();
  await writer.close();
  for (const [generation, { chunkCount }] of wanted) expect([generation, rows.get(generation)?.rowCount]).toEqual([generation, chunkCount]);
  expect(await store.read.indexRequests.list()).toEqual([]);
}

describe.concurrent.each(places.filter(({ isThere }) => isThere))('two ingest workers on $name', (place) => {
  test('share the work, while one of them writes the index', { timeout: 180_000 }, async () => {
    const database = place.isOnPostgres ? await createTestDatabase() : null;
    const environment = {
      CARREL_UPLOAD_MAX_FILES: '100',
      ...(database && { CARREL_DATABASE_URL: database.url }),
      ...(place.redisDatabase !== null && { CARREL_REDIS_URL: new URL(`/${place.redisDatabase}`, redisUrl).href }),
      CARREL_INGEST_CONCURRENCY: '4',
    };
    const api = await startTestApi(environment);
    const workers: WorkerProcess[] = [];
    try {
      const start = async () => {
        const worker = await startWorkerProcess({ ...environment, CARREL_DATA_DIR: api.dataDir });
        workers.push(worker);
        return worker;
      };
      const [one, two] = [await start(), await start()];
      const collection = await api.owner('/api/v1/collections', { method: 'POST', body: { name: `C ${randomUUID()}` } });
      const { id } = collectionSchema.parse(collection.json);
      await upload(api, id, 'first');
      await untilPublished(api, fileCount);
      expect([isWriter(one), isWriter(two)].filter(Boolean)).toHaveLength(1);
      expect(publishedBy(one) + publishedBy(two)).toBe(fileCount);
      expect(Math.min(publishedBy(one), publishedBy(two))).toBeGreaterThan(0);

      if (place.isWriterKilled) {
        await upload(api, id, 'second');
        const [writer, other] = isWriter(one) ? [one, two] : [two, one];
        while ((await countPublished(api)) < fileCount + 5) await sleep(20);
        await writer.kill();
        await untilPublished(api, 2 * fileCount);
        expect(isWriter(other)).toBe(true);
      }
      for (const worker of workers) await worker.close();
      await expectIndexAsInSql(api);
    } finally {
      for (const worker of workers) await worker.kill();
      await api.close();
      await database?.drop();
    }
  });
});
