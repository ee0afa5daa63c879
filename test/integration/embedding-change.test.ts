import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  collectionSchema,
  type EmbeddingStatusView,
  embeddingStatusSchema,
  searchResultSchema,
  uploadResultSchema,
} from '@carrel/contract';
import { z } from 'zod';
import { runtimePaths } from '@carrel/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddingServer, startEmbeddingServer } from '../support/api/embedding-server.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { startTestWorker, type TestWorker } from '../support/api/start-test-worker.ts';
import { until as waitUntil } from '../support/until.ts';

let api: TestApi;
let worker: TestWorker | undefined;
const servers: EmbeddingServer[] = [];
const timeoutMs = 60_000;

beforeEach(async () => {
  api = await startTestApi();
  worker = await startTestWorker(api.dataDir);
}, 60_000);
afterEach(async () => {
  await worker?.close();
  worker = undefined;
  await api.close();
  for (const server of servers.splice(0)) await server.close();
});

async function aServer(...[name, options]: Parameters<typeof startEmbeddingServer>): Promise<EmbeddingServer> {
  const server = await startEmbeddingServer(name, options);
  servers.push(server);
  return server;
}

const status = async (): Promise<EmbeddingStatusView> => embeddingStatusSchema.parse((await api.owner('/api/v1/admin/embedding')).json);

function until<Value>(what: string, look: () => Promise<Value | null | false>): Promise<Value> {
  return waitUntil(what, look, { timeoutMs: 40_000, tell: async () => JSON.stringify(await status()) });
}

async function act(path: string, method: string, body?: object) {
  const response = await api.owner(`/api/v1/admin/embedding/${path}`, { method, ...(body && { body }) });
  return { status: response.status, code: /"code":"([A-Z_]+)"/.exec(response.text)?.[1] };
}

async function publish(texts: readonly (readonly [path: string, text: string])[]): Promise<void> {
  const body = { name: `C ${crypto.randomUUID()}` };
  const { id } = collectionSchema.parse((await api.owner('/api/v1/collections', { method: 'POST', body })).json);
  const form = new FormData();
  for (const [path, text] of texts) form.append('file', new Blob([text]), path);
  const { files } = uploadResultSchema.parse((await api.owner(`/api/v1/collections/${id}/documents`, { method: 'POST', body: form })).json);
  for (const file of files) {
    if (file.outcome === 'refused') throw new Error('expected a document');
    await until(`publishing ${file.path}`, async () => {
      const { state } = z.object({ state: z.string() }).parse((await api.owner(`/api/v1/documents/${file.document.id}`)).json);
      return state === 'published';
    });
  }
}

const search = async (query: string, mode: 'hybrid' | 'vector' = 'vector') =>
  searchResultSchema
    .parse((await api.owner('/api/v1/search', { method: 'POST', body: { query, mode, limit: 3 } })).json)
    .passages.map(({ path }) => path);

const serving = async () => (await status()).serving?.setting;
/** What the API knows of the indexes is half a second old at most. */
const untilKnown = () => sleep(600);

test('another model is taken into use beside the one that serves, and its figures are kept', { timeout: timeoutMs }, async () => {
  const server = await aServer('words', { synonyms: { automobile: 'car' } });
  await until('the first index', async () => (await status()).serving?.model !== null && (await status()).serving !== null);
  await publish([
    ['car.txt', 'The car stands in the garage.'],
    ['tree.txt', 'A tree grows beside the river.'],
  ]);
  expect((await act('change', 'POST', { model: server.url })).status).toBe(202);
  expect(await act('change', 'POST', { model: 'builtin' })).toMatchObject({ code: 'EMBEDDING_IN_USE' });
  expect(await act('change', 'POST', { model: 'no-such-model' })).toMatchObject({ code: 'MODEL_NOT_FOUND' });
  await until('the switch', async () => (await serving()) === server.url);
  await untilKnown();
  expect(await status()).toMatchObject({
    serving: { model: { name: 'words', dimensions: 64 }, gate: { rowCount: 2, differingRows: 0, recallAt10: 1 } },
    change: null,
    previous: { setting: 'builtin', state: 'kept' },
    ended: null,
  });
  expect((await search('automobile'))[0]).toBe('car.txt');
  // What is published now is in both: going back finds it, too.
  await publish([['boat.txt', 'A boat lies on the river.']]);
  expect((await search('boat'))[0]).toBe('boat.txt');
  expect((await act('rollback', 'POST')).status).toBe(200);
  await untilKnown();
  expect(await serving()).toBe('builtin');
  expect((await search('boat lies on the river'))[0]).toBe('boat.txt');
  expect(await act('switch', 'POST')).toMatchObject({ status: 409, code: 'EMBEDDING_CHANGE_NONE' });
});

test('golden questions that are found no more keep the old model; its figures say so', { timeout: timeoutMs }, async () => {
  const clever = await aServer('clever', { synonyms: { automobile: 'car' } });
  const plain = await aServer('plain', { synonyms: { automobile: 'stones' } });
  await until('the first index', async () => (await status()).serving?.model !== null && (await status()).serving !== null);
  const others = Array.from(
    { length: 18 },
    (_, index) => [`${index}.txt`, `Paper ${index} is about stones, sand and water, and little else.`] as const,
  );
  await publish([['car.txt', 'A car.'], ...others]);
  await act('change', 'POST', { model: clever.url });
  await until('the switch', async () => (await serving()) === clever.url);
  const golden = [
    { question: 'automobile', evidence: [{ file: 'car.txt', quote: 'A car' }] },
    { question: 'stones and sand', evidence: [{ file: '3.txt' }, { file: '4.txt' }, { file: '5.txt' }] },
  ];
  expect((await act('change', 'POST', { model: plain.url, golden })).status).toBe(202);
  const { ended } = await until('the refusal', async () => {
    const now = await status();
    return now.change === null && now.ended !== null && now;
  });
  expect(ended).toMatchObject({ setting: plain.url, end: 'refused', refusal: 'golden', gate: { golden: { questions: 2, before: 1 } } });
  expect(ended?.gate?.golden?.after).toBeLessThan(1);
  expect(await serving()).toBe(clever.url);
  await until('the removal', async () => (await status()).ended?.state === 'dropped');
  expect(existsSync(join(runtimePaths(api.dataDir).indexDir, 'models', ended?.id ?? ''))).toBe(false);
});

test('passages longer than the new model takes are embedded in parts, none is left out', { timeout: timeoutMs }, async () => {
  const short = await aServer('short', { contextTokens: 40 });
  await until('the first index', async () => (await status()).serving?.model !== null && (await status()).serving !== null);
  const words = Array.from(
    { length: 150 },
    (_, index) => `word${'abcdefghij'[index % 10] ?? ''}${'klmnopqrst'[Math.floor(index / 10) % 10] ?? ''}`,
  );
  await publish([['long.txt', `${words.join(' ')} zebra.`]]);
  await act('change', 'POST', { model: short.url });
  await until('the switch', async () => (await serving()) === short.url);
  const gate = (await status()).serving?.gate;
  expect(gate?.splitPassages).toBeGreaterThan(0);
  expect(short.inputs.some((input) => input.includes('zebra'))).toBe(true);
  expect(Math.max(...short.inputs.map((input) => input.split(/\s+/).length))).toBeLessThanOrEqual(40);
  await untilKnown();
  expect((await search('zebra'))[0]).toBe('long.txt');
});

test(
  'a model of other dimensions under the same name ends the change with a plain reason, and nothing is mixed',
  { timeout: timeoutMs },
  async () => {
    const server = await aServer('changing');
    await until('the first index', async () => (await status()).serving?.model !== null && (await status()).serving !== null);
    await publish([['car.txt', 'The car stands in the garage.']]);
    expect((await act('change', 'POST', { model: server.url, isAutomatic: false })).status).toBe(202);
    await until('ready', async () => (await status()).change?.state === 'ready');
    // Held back until somebody asks.
    await sleep(1_500);
    expect(await serving()).toBe('builtin');
    await worker?.close();
    server.become({ dimensions: 32 });
    worker = await startTestWorker(api.dataDir);
    const { ended } = await until('the end', async () => {
      const now = await status();
      return now.ended !== null && now;
    });
    expect(ended).toMatchObject({ end: 'failed', problem: { code: 'EMBEDDING_MODEL_CHANGED' } });
    expect(await serving()).toBe('builtin');
    expect(await search('the car in the garage')).toEqual(['car.txt']);
  },
);

test('a change waits for a model that does not answer, says why, and can be given up', { timeout: timeoutMs }, async () => {
  const server = await aServer('late', { isDown: true });
  await until('the first index', async () => (await status()).serving?.model !== null && (await status()).serving !== null);
  expect((await act('change', 'POST', { model: server.url })).status).toBe(202);
  expect(await act('change', 'POST', { model: `${server.url}2` })).toMatchObject({ code: 'EMBEDDING_CHANGE_RUNNING' });
  const problem = await until('the problem', async () => (await status()).change?.problem ?? null);
  expect(problem.text).not.toBe('');
  expect((await act('change', 'DELETE')).status).toBe(200);
  expect(await act('change', 'DELETE')).toMatchObject({ code: 'EMBEDDING_CHANGE_NONE' });
  expect((await status()).ended).toMatchObject({ end: 'cancelled' });
  expect(await act('rollback', 'POST')).toMatchObject({ code: 'EMBEDDING_CHANGE_NONE' });
});

test('a model that CARREL_EMBEDDING names anew is changed to in the same way', { timeout: timeoutMs }, async () => {
  const server = await aServer('named');
  await until('the first index', async () => (await status()).serving?.model !== null && (await status()).serving !== null);
  await publish([['car.txt', 'The car stands in the garage.']]);
  await worker?.close();
  worker = await startTestWorker(api.dataDir, { CARREL_EMBEDDING: server.url });
  await until('the switch', async () => (await serving()) === server.url);
  expect((await status()).previous?.setting).toBe('builtin');
  // The next start names the same: nothing is changed again, not even after going back.
  await act('rollback', 'POST');
  await worker.close();
  worker = await startTestWorker(api.dataDir, { CARREL_EMBEDDING: server.url });
  await publish([['tree.txt', 'A tree grows beside the river.']]);
  expect((await status()).change).toBeNull();
  expect(await serving()).toBe('builtin');
});
