import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bulkResultSchema, collectionSchema, documentSchema, pageOf, uploadResultSchema } from '@carrel/contract';
import { z } from 'zod';
import { aCaller } from '../support/api/a-caller.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ CARREL_UPLOAD_MAX_FILES: '10' });
}, 60_000);
afterAll(() => api.close());

const post = (path: string, body?: object) => api.owner(path, { method: 'POST', ...(body && { body }) });
async function someDocuments(count: number) {
  const { id } = collectionSchema.parse((await post('/api/v1/collections', { name: `C ${crypto.randomUUID()}` })).json);
  const form = new FormData();
  for (let number = 0; number < count; number += 1) form.append('file', new Blob([`Text ${number}`]), `${number}.txt`);
  const uploaded = await api.owner(`/api/v1/collections/${id}/documents`, { method: 'POST', body: form });
  const documents = uploadResultSchema.parse(uploaded.json).files.map((file) => {
    if (file.outcome === 'refused') throw new Error('expected a document');
    return file.document;
  });
  return { collectionId: id, documents };
}
const countOf = async (path: string, body: object) => bulkResultSchema.parse((await post(path, body)).json).count;
async function list(query: string) {
  return pageOf(documentSchema)
    .parse((await api.owner(`/api/v1/documents?${query}`)).json)
    .items.map(({ path }) => path)
    .toSorted();
}

describe('the work on a document', () => {
  it('is cancelled and taken up again, each with its event', async () => {
    const { documents } = await someDocuments(1);
    const path = `/api/v1/documents/${documents[0]?.id}`;
    const cancelled = documentSchema.parse((await post(`${path}/cancel`)).json);
    expect(cancelled).toMatchObject({ state: 'failed', reason: { code: 'CANCELLED', isRetryable: true } });
    expect((await post(`${path}/cancel`)).status).toBe(409);
    expect(documentSchema.parse((await post(`${path}/retry`)).json)).toMatchObject({ state: 'stored', reason: null });
    expect((await post(`${path}/retry`)).status).toBe(409);
    const { audit } = api.api.composed.store.read;
    while ((await audit.listPending(1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const types = (await audit.searchEntries({}, { limit: 3 })).items.map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(['document.retried', 'document.failed']);
  });

  it('is cancelled and retried for all that are meant, and found by its reason', async () => {
    const { collectionId, documents } = await someDocuments(5);
    expect(await countOf('/api/v1/documents/cancel', { collectionId, text: '3.txt' })).toBe(1);
    expect(await list(`collectionId=${collectionId}&reason=CANCELLED`)).toEqual(['3.txt']);
    expect(await list(`collectionId=${collectionId}&reason=ENCRYPTED`)).toEqual([]);
    expect((await api.owner('/api/v1/documents?reason=NONSENSE')).status).toBe(400);
    expect(await countOf('/api/v1/documents/cancel', { collectionId })).toBe(4);
    expect(await countOf('/api/v1/documents/retry', { collectionId, reason: ['ENCRYPTED'] })).toBe(0);
    const { versions } = api.api.composed.store.read;
    const [first] = await versions.listForDocument(documents[0]?.id as never);
    const lease = first && (await versions.retry(first.id)) && (await versions.claim(first.id, 'test', Date.now(), 1_000));
    if (!lease) throw new Error('expected a lease');
    const reason = { code: 'ENCRYPTED', isRetryable: false } as const;
    await versions.advance({ versionId: lease.version.id, epoch: lease.epoch, from: 'stored', to: 'failed', result: { reason } });
    // What would end the same way again is not tried again.
    expect(await countOf('/api/v1/documents/retry', { collectionId })).toBe(4);
    expect(await list(`collectionId=${collectionId}&state=failed`)).toEqual(['0.txt']);
  });

  it('is nothing that somebody without the right can touch', async () => {
    const { collectionId, documents } = await someDocuments(2);
    const curator = await aCaller(api, ['curator']);
    const refused = await curator.call(`/api/v1/documents/${documents[0]?.id}/cancel`, { method: 'POST' });
    expect(z.object({ code: z.string() }).parse(refused.json).code).toBe('NOT_CURATOR');
    const bulk = await curator.call('/api/v1/documents/cancel', { method: 'POST', body: { collectionId } });
    expect(bulkResultSchema.parse(bulk.json).count).toBe(0);
    expect(await list(`collectionId=${collectionId}&state=stored`)).toEqual(['0.txt', '1.txt']);
  });
});
