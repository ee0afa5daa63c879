import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectionSchema, documentSchema, documentVersionSchema, searchResultSchema, uploadResultSchema } from '@carrel/contract';
import { collectionIdSchema, documentIdSchema, policyIdSchema } from '@carrel/core';
import { z } from 'zod';
import { aCaller } from '../support/api/a-caller.ts';
import type { TestApi, TestRequest } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ CARREL_UPLOAD_MAX_BYTES: '200000' });
}, 60_000);
afterAll(() => api.close());

const name = () => `C ${crypto.randomUUID()}`;
const aCollection = async () =>
  collectionSchema.parse((await api.owner('/api/v1/collections', { method: 'POST', body: { name: name() } })).json);
const aWord = () => `w${crypto.randomUUID().replaceAll('-', '')}`;

async function published(text: string) {
  const collection = await aCollection();
  const { documentId, versionId } = await api.publishText({
    collectionId: collectionIdSchema.parse(collection.id),
    policyId: policyIdSchema.parse(collection.defaultPolicyId),
    path: 'plans/plan.txt',
    text,
  });
  return { collection, documentId, versionId, path: `/api/v1/documents/${documentId}` };
}
function formOf(content: string, fileName = 'new.txt'): FormData {
  const form = new FormData();
  form.append('file', new Blob([content]), fileName);
  return form;
}
async function replace(path: string, content: string, options: TestRequest = {}) {
  const response = await api.owner(`${path}/versions`, { ...options, method: 'POST', body: formOf(content) });
  return { response, file: response.status === 202 ? uploadResultSchema.parse(response.json).files[0] : undefined };
}
const versionsOf = async (path: string) =>
  z.object({ items: z.array(documentVersionSchema) }).parse((await api.owner(`${path}/versions`)).json).items;
const find = async (query: string, collections?: readonly string[]) =>
  searchResultSchema
    .parse((await api.owner('/api/v1/search', { method: 'POST', body: { query, mode: 'text', ...(collections && { collections }) } })).json)
    .passages.map(({ documentId }) => documentId);

describe('a new version', () => {
  it('is accepted for the document whatever the file is called, while the old one answers', async () => {
    const word = aWord();
    const { documentId, versionId, path } = await published(`The old ${word}.`);
    const { file } = await replace(path, `The new ${word}.`);
    expect(file).toMatchObject({
      outcome: 'accepted',
      document: { id: documentId, path: 'plans/plan.txt', fileName: 'new.txt', state: 'stored' },
    });
    expect(await find(word)).toEqual([documentId]);
    const versions = await versionsOf(path);
    expect(versions.map(({ number, state, isActive }) => ({ number, state, isActive }))).toEqual([
      { number: 2, state: 'stored', isActive: false },
      { number: 1, state: 'published', isActive: true },
    ]);
    expect(versions[1]?.id).toBe(versionId);
    const old = await api.owner(`${path}/text?versionId=${versionId}`);
    expect(old.json).toMatchObject({ versionId, text: `The old ${word}.` });
    expect((await api.owner(`${path}/content?versionId=${versionId}`)).text).toBe(`The old ${word}.`);
  });

  it('of the same bytes changes nothing, and under one key is made once', async () => {
    const { path } = await published('Same bytes.');
    const { file } = await replace(path, 'Same bytes.');
    expect(file?.outcome).toBe('unchanged');
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const first = await replace(path, 'Other bytes.', { headers });
    expect((await replace(path, 'Still other bytes.', { headers })).file).toEqual(first.file);
    expect(await versionsOf(path)).toHaveLength(2);
  });

  it('is refused of what cannot be read, and of more than one file', async () => {
    const { path } = await published('Something.');
    expect((await replace(path, '')).file).toMatchObject({ outcome: 'refused', reason: { code: 'EMPTY_TEXT' } });
    const two = formOf('one');
    two.append('file', new Blob(['two']), 'two.txt');
    expect((await api.owner(`${path}/versions`, { method: 'POST', body: two })).status).toBe(400);
    expect(await versionsOf(path)).toHaveLength(1);
  });

  it('comes from a curator of the document alone, and its history is for who may read it', async () => {
    const { path } = await published('For everyone.');
    const reader = await aCaller(api, ['curator']);
    expect((await reader.call(`${path}/versions`)).status).toBe(200);
    const refused = await reader.call(`${path}/versions`, { method: 'POST', body: formOf('mine') });
    expect([refused.status, z.object({ code: z.string() }).parse(refused.json).code]).toEqual([403, 'NOT_CURATOR']);
    expect((await reader.call(`/api/v1/documents/doc_${'0'.repeat(32)}/versions`)).status).toBe(404);
  });
});

describe('another place', () => {
  it('in another collection holds with the next search, though nothing is indexed again', async () => {
    const word = aWord();
    const { collection, documentId, path } = await published(`Here is ${word}.`);
    const other = await aCollection();
    expect(await find(word, [collection.id])).toEqual([documentId]);
    const moved = documentSchema.parse(
      (await api.owner(path, { method: 'PATCH', body: { collectionId: other.id, path: 'b/./c.txt' } })).json,
    );
    expect(moved).toMatchObject({ collectionId: other.id, path: 'b/c.txt', state: 'published' });
    expect([await find(word, [collection.id]), await find(word, [other.id])]).toEqual([[], [documentId]]);
  });

  it('is not one where another document lies, that is no path, or that the caller cannot see or change', async () => {
    const { collection, path } = await published('One.');
    const second = await published('Two.');
    const patch = (body: object) => api.owner(path, { method: 'PATCH', body });
    expect(z.object({ code: z.string() }).parse((await patch({ collectionId: second.collection.id })).json).code).toBe('NAME_TAKEN');
    expect([(await patch({ path: '../x' })).status, (await patch({})).status]).toEqual([400, 400]);
    expect((await patch({ collectionId: `col_${'0'.repeat(32)}` })).status).toBe(404);
    const curator = await aCaller(api, ['curator']);
    const moved = await curator.call(path, { method: 'PATCH', body: { collectionId: second.collection.id, path: 'x.txt' } });
    expect(moved.status).toBe(403);
    expect(documentSchema.parse((await api.owner(path)).json).collectionId).toBe(collection.id);
  });
});

describe('a deleted document', () => {
  it('is gone from search, lists, text, file and history with the next request, and its rows may be collected', async () => {
    const word = aWord();
    const { documentId, versionId, path } = await published(`Secret ${word}.`);
    expect(await find(word)).toEqual([documentId]);
    expect((await api.owner(path, { method: 'DELETE' })).status).toBe(200);
    expect(await find(word)).toEqual([]);
    const paths = ['', '/text', '/content', '/versions', `/text?versionId=${versionId}`, `/content?versionId=${versionId}`];
    const statuses = await Promise.all(paths.map(async (rest) => (await api.owner(path + rest)).status));
    expect(statuses).toEqual(paths.map(() => 404));
    const { store } = api.api.composed;
    expect(await store.read.chunks.listForVersion((await store.read.versions.listForDocument(documentId))[0]?.id ?? versionId)).toEqual([]);
    const active = await store.read.versions.activeGenerations();
    expect([...active.values()].some((one) => one.versionId === versionId)).toBe(false);
    expect(documentIdSchema.safeParse(documentId).success).toBe(true);
  });
});
