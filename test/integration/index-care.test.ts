import {
  collectionSchema,
  doctorSchema,
  documentSchema,
  indexCareSchema,
  indexRunSchema,
  type IndexRunView,
  readinessSchema,
  searchResultSchema,
  uploadResultSchema,
} from '@carrel/contract';
import { type ChunkIndexWriter, type DocumentId, type IndexDifferences, type IndexRow, documentIdSchema } from '@carrel/core';
import { runtimePaths, systemClock } from '@carrel/runtime';
import { createLanceIndexReader, createLanceIndexWriter } from '@carrel/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { startTestWorker, type TestWorker } from '../support/api/start-test-worker.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let worker: TestWorker | undefined;
beforeEach(async () => {
  api = await startTestApi();
  worker = await startTestWorker(api.dataDir);
}, 60_000);
afterEach(async () => {
  await worker?.close();
  await api.close();
});

const timeoutMs = 60_000;
const none: IndexDifferences = {
  missingRows: 0,
  surplusRows: 0,
  unequalRows: 0,
  misplacedRows: 0,
  withoutVectorRows: 0,
  differingVersions: 0,
};
const store = () => api.api.composed.store;

/** Uploads a file and waits until it is published. */
async function published(text: string, documentId?: DocumentId): Promise<{ readonly documentId: DocumentId; readonly generation: number }> {
  const { id } = collectionSchema.parse(
    (await api.owner('/api/v1/collections', { method: 'POST', body: { name: `C ${crypto.randomUUID()}` } })).json,
  );
  const form = new FormData();
  form.append('file', new Blob([text]), 'file.txt');
  const path = documentId === undefined ? `/api/v1/collections/${id}/documents` : `/api/v1/documents/${documentId}/versions`;
  const [file] = uploadResultSchema.parse((await api.owner(path, { method: 'POST', body: form })).json).files;
  if (file === undefined || file.outcome === 'refused') throw new Error('expected a document');
  const documentPath = `/api/v1/documents/${file.document.id}`;
  await until('publishing', async () => (documentSchema.parse((await api.owner(documentPath)).json).state === 'published' ? true : null));
  const versionId = (await store().read.documents.find(documentIdSchema.parse(file.document.id)))?.activeVersionId;
  const generation = versionId && (await store().read.versions.find(versionId))?.generation;
  if (generation === null || generation === undefined) throw new Error('expected a generation');
  return { documentId: documentIdSchema.parse(file.document.id), generation };
}

const find = async (query: string): Promise<ReadonlySet<string>> =>
  new Set(
    searchResultSchema
      .parse((await api.owner('/api/v1/search', { method: 'POST', body: { query, mode: 'text' } })).json)
      .passages.map(({ documentId }) => documentId),
  );

async function check(repair: boolean): Promise<IndexRunView> {
  const asked = await api.owner('/api/v1/admin/index/checks', { method: 'POST', body: { repair } });
  const { id } = indexRunSchema.parse(asked.json);
  return until('the comparison', async () => {
    const run = indexRunSchema.parse((await api.owner(`/api/v1/admin/index/checks/${id}`)).json);
    return run.state === 'requested' || run.state === 'running' ? null : run;
  });
}

/** The index in this process, while no worker has it. */
async function withIndex<Result>(work: (index: ChunkIndexWriter) => Promise<Result>): Promise<Result> {
  await worker?.close();
  worker = undefined;
  const root = runtimePaths(api.dataDir).indexDir;
  const reader = createLanceIndexReader({ root });
  const model = await reader.model();
  await reader.close();
  const writer = createLanceIndexWriter({ root, clock: systemClock });
  try {
    expect(await writer.open(model)).toBe('ready');
    return await work(writer);
  } finally {
    await writer.close();
  }
}

test(
  'rows that are missing, too many, of nothing, misplaced or without a vector are found at the start, and put right',
  { timeout: timeoutMs },
  async () => {
    const words = ['apricot', 'bilberry', 'cranberry', 'damson', 'elderberry'] as const;
    const [missing, twice, misplaced, bare, whole] = await Promise.all(words.map((word) => published(`The ${word} is in this text.`)));
    if (!missing || !twice || !misplaced || !bare || !whole) throw new Error('expected five documents');
    const dimensions = 256;
    const row = (generation: number, change: Partial<IndexRow> = {}): IndexRow => ({
      generation,
      ordinal: 0,
      policyKey: 1,
      collectionKey: 1,
      text: 'planted quince',
      language: 'en',
      vector: null,
      ...change,
    });
    await withIndex(async (index) => {
      const before = await index.survey();
      const keys = (generation: number) => ({
        policyKey: [...(before.get(generation)?.policyKeys ?? [])][0] ?? 0,
        collectionKey: [...(before.get(generation)?.collectionKeys ?? [])][0] ?? 0,
      });
      await index.deleteGenerations([missing.generation, misplaced.generation, bare.generation]);
      const vector = new Float32Array(dimensions).fill(1 / 16);
      await index.append([
        row(twice.generation, { ...keys(twice.generation), vector }),
        row(2_000_000, keys(whole.generation)),
        row(2_000_000, { ...keys(whole.generation), ordinal: 1 }),
        row(misplaced.generation, { ...keys(misplaced.generation), policyKey: 77_777, vector }),
        row(bare.generation, keys(bare.generation)),
      ]);
    }).catch((error: unknown) => {
      throw new Error('the rows could not be planted', { cause: error });
    });
    worker = await startTestWorker(api.dataDir);
    const comparison = await until('the comparison at the start', async () => {
      const { comparison: run } = indexCareSchema.parse((await api.owner('/api/v1/admin/index')).json);
      return run?.differences?.differingVersions ? run : null;
    });
    expect(comparison).toMatchObject({ kind: 'reconcile', state: 'succeeded', requestedAt: null, rebuilt: 4, removed: 1 });
    expect(comparison.differences).toEqual({
      missingRows: 1,
      surplusRows: 2,
      unequalRows: 1,
      misplacedRows: 1,
      withoutVectorRows: 1,
      differingVersions: 4,
    });
    expect((await check(true)).differences).toEqual(none);
    const all = [missing, twice, misplaced, bare, whole];
    for (const [place, word] of words.entries()) expect(await find(word)).toEqual(new Set([all[place]?.documentId]));
    expect(await find('quince')).toEqual(new Set());
  },
);

test('a comparison on demand reports without touching anything, or repairs in both directions', { timeout: timeoutMs }, async () => {
  const { documentId } = await published('One apricot.\n\nAnother one.');
  const hide = (deletedAt: string | null) =>
    store().kysely.updateTable('document').set({ deleted_at: deletedAt }).where('id', '=', documentId).execute();
  expect((await check(false)).differences).toEqual(none);
  await hide('2026-01-01T00:00:00.000Z');
  const rows = (await check(false)).differences?.surplusRows;
  expect(rows).toBeGreaterThan(0);
  expect((await check(false)).differences).toEqual({ ...none, surplusRows: rows });
  expect(await check(true)).toMatchObject({ removed: 1, rebuilt: 0, differences: { surplusRows: rows } });
  expect((await check(false)).differences).toEqual(none);
  await hide(null);
  expect(await find('apricot')).toEqual(new Set());
  expect((await check(false)).differences).toEqual({ ...none, missingRows: rows, differingVersions: 1 });
  expect(await check(true)).toMatchObject({ removed: 0, rebuilt: 1 });
  expect(await find('apricot')).toEqual(new Set([documentId]));
  expect((await api.owner('/api/v1/admin/index/checks/none')).status).toBe(404);
  // Rows of a document that was moved keep the keys that they were written with.
  const { id: collectionId } = collectionSchema.parse(
    (await api.owner('/api/v1/collections', { method: 'POST', body: { name: 'Elsewhere' } })).json,
  );
  expect((await api.owner(`/api/v1/documents/${documentId}`, { method: 'PATCH', body: { collectionId } })).status).toBe(200);
  expect((await check(false)).differences).toEqual(none);
});

test('rows of replaced and deleted documents are gone within seconds', { timeout: timeoutMs }, async () => {
  const old = await published('The first apricot.');
  const gone = await published('The bilberry.');
  const current = await published('The second apricot.', old.documentId);
  expect(current.generation).not.toBe(old.generation);
  expect((await api.owner(`/api/v1/documents/${gone.documentId}`, { method: 'DELETE' })).status).toBe(200);
  const startedMs = performance.now();
  await until('the removal', async () => ((await store().read.indexCare.listStaleGenerations(10)).length === 0 ? true : null));
  expect(performance.now() - startedMs).toBeLessThan(15_000);
  const run = (await store().read.indexCare.listRuns({ limit: 1, kind: 'remove' }))[0];
  expect(run).toMatchObject({ state: 'succeeded' });
  const generations = await withIndex(async (index) => [...(await index.survey()).keys()]);
  expect(generations).toEqual([current.generation]);
});

test('a kind of care that failed three times in a row is told of, and nothing else stops', { timeout: timeoutMs }, async () => {
  await until('the index', async () => ((await api.request('/readyz')).status === 200 ? true : null));
  const { indexCare } = store().read;
  const fail = async () => {
    const id = await indexCare.beginRun({ kind: 'prune', indexId: 'chunks', at: '2026-11-25T12:00:00.000Z' });
    await indexCare.endRun(id, { state: 'failed', at: '2026-11-25T12:00:00.000Z', reasonCode: 'INDEX_FAILED', detail: {} });
  };
  const readiness = async () => readinessSchema.parse((await api.request('/readyz')).json);
  for (let count = 0; count < 2; count += 1) await fail();
  expect((await readiness()).checks['indexCare']).toEqual({ ok: true, detail: 'the index is cared for' });
  await fail();
  const told = await until('the alarm', async () => {
    const now = await readiness();
    return now.checks['indexCare']?.ok === false ? now : null;
  });
  expect(told.ready).toBe(true);
  expect(told.checks['indexCare']?.detail).toBe(
    'removing old versions of the index failed 3 times in a row, last at 2026-11-25T12:00:00.000Z: INDEX_FAILED',
  );
  const finding = doctorSchema.parse((await api.owner('/api/v1/admin/doctor')).json).checks.find(({ name }) => name === 'indexCare');
  expect(finding).toMatchObject({ ok: false, advice: expect.stringContaining('carrel doctor --index') as string });
  expect(indexCareSchema.parse((await api.owner('/api/v1/admin/index')).json).alarms).toMatchObject([
    { kind: 'prune', failures: 3, reason: { code: 'INDEX_FAILED' } },
  ]);
  expect((await api.owner('/metrics')).text).toContain('carrel_index_alarms{process="api"} 1');
});
