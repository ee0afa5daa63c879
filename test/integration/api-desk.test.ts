import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askResultSchema,
  collectionSchema,
  createdApiKeySchema,
  createdUserSchema,
  meSchema,
  policySchema,
  routes,
} from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import { recorded } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

interface Person {
  readonly id: string;
  readonly key: string;
}

describe('what the desk shows beside questions', () => {
  let api: TestApi;
  let reader: Person;
  let other: Person;
  let collectionId: string;

  async function aPerson(name: string): Promise<Person> {
    const body = { name, email: `${crypto.randomUUID()}@example.com` };
    const { id } = createdUserSchema.parse((await api.owner('/api/v1/admin/users', { method: 'POST', body })).json).user;
    const headers = { 'x-carrel-as': id };
    const scopes = ['ask', 'documents:read'];
    const made = await api.owner('/api/v1/admin/keys', { method: 'POST', body: { name: 'test', scopes }, headers });
    return { id, key: createdApiKeySchema.parse(made.json).secret };
  }
  async function aDocumentFor(
    readers: readonly string[],
    path: string,
    { text = 'Nothing much.', headings = [] as readonly string[] } = {},
  ) {
    const policy = await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: crypto.randomUUID(), readers } });
    const policyId = policyIdSchema.parse(policySchema.parse(policy.json).id);
    const { documentId } = await api.publishText({
      collectionId: collectionIdSchema.parse(collectionId),
      policyId,
      path,
      text,
      headings,
    });
    return { documentId, policyId };
  }
  const suggestions = async (by: Person, query = '?limit=12') =>
    routes.listSuggestions.response.parse((await api.request(`/api/v1/suggestions${query}`, { key: by.key })).json).items;
  const ask = async (by: Person, question: string) =>
    askResultSchema.parse((await api.request('/api/v1/ask', { method: 'POST', key: by.key, body: { question, stream: false } })).json);
  const uses = (by: Person, documentId: string) => api.request(`/api/v1/documents/${documentId}/uses`, { key: by.key });

  beforeAll(async () => {
    api = await startTestApi({ CARREL_ASKS_PER_MINUTE: '1000' });
    reader = await aPerson('The Reader');
    other = await aPerson('The Other');
    const made = await api.owner('/api/v1/collections', { method: 'POST', body: { name: 'Handbook' } });
    collectionId = collectionSchema.parse(made.json).id;
  }, 60_000);
  afterAll(() => api.close());

  it('suggests from titles and headings that this person may read now, and from nothing else', async () => {
    const open = await aDocumentFor([reader.id, other.id], 'travel.md', { headings: ['travel.md', '2.1 Hotels and meals'] });
    const secret = await aDocumentFor([reader.id], 'merger.md', { headings: ['What is the code name of the merger?'] });
    expect(await suggestions(reader)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ documentId: open.documentId, title: 'travel.md', topic: 'Hotels and meals', isQuestion: false }),
        expect.objectContaining({ documentId: secret.documentId, topic: 'What is the code name of the merger?', isQuestion: true }),
      ]),
    );
    expect((await suggestions(other)).map(({ documentId }) => documentId)).toEqual([open.documentId]);
    expect(await suggestions(reader, '?limit=1')).toHaveLength(1);
    expect(await suggestions(reader, `?collectionId=col_${'0'.repeat(32)}`)).toEqual([]);

    // The right ends: with the next request the heading is gone, although the index and the document are as before.
    await api.owner(`/api/v1/admin/policies/${secret.policyId}/grants/${reader.id}`, { method: 'DELETE' });
    expect((await suggestions(reader)).map(({ documentId }) => documentId)).toEqual([open.documentId]);
  });

  it('suggests nothing of what somebody asked', async () => {
    await ask(other, 'When is the secret reorganisation of the harbour office?');
    expect(JSON.stringify(await suggestions(reader))).not.toContain('reorganisation');
  });

  it('shows where a document was cited: in one’s own answers, as long as all their sources may be read', async () => {
    const question = 'What is the annual bonus of the sales department?';
    const { documentId, policyId } = await aDocumentFor([reader.id, other.id], 'bonus.txt', {
      text: 'The annual bonus of the sales department is nine percent.',
    });
    const result = await ask(reader, question);
    expect(result.citations.map((citation) => citation.documentId)).toContain(documentId);
    const mine = routes.listDocumentUses.response.parse((await uses(reader, documentId)).json).items;
    expect(mine).toMatchObject([{ answerId: result.answerId, conversationId: result.conversationId, question }]);
    expect(mine[0]?.citations.every((citation) => citation.documentId === documentId)).toBe(true);
    expect(mine[0]?.citations[0]?.quote).toContain('nine percent');
    // Whoever may read the document sees nothing of the questions of others.
    expect(routes.listDocumentUses.response.parse((await uses(other, documentId)).json).items).toEqual([]);

    await api.owner(`/api/v1/admin/policies/${policyId}/grants/${reader.id}`, { method: 'DELETE' });
    expect((await uses(reader, documentId)).status).toBe(404);
    expect((await uses(reader, `doc_${'0'.repeat(32)}`)).status).toBe(404);
  });

  it('keeps the name of the company as a setting that everybody sees and admins alone change, on record', async () => {
    const company = async (by: Person) => meSchema.parse((await api.request('/api/v1/me', { key: by.key })).json).company;
    expect(await company(reader)).toBeNull();
    const set = (name: string | null) => api.owner('/api/v1/admin/company', { method: 'PUT', body: { name } });
    expect((await set('  Tide & Sons  ')).json).toEqual({ name: 'Tide & Sons' });
    expect(await company(reader)).toBe('Tide & Sons');
    expect((await set('Tide & Sons')).status).toBe(200);
    expect((await set('   ')).status).toBe(400);
    expect((await api.request('/api/v1/admin/company', { method: 'PUT', key: reader.key, body: { name: 'Mine' } })).status).toBe(403);
    expect((await set(null)).json).toEqual({ name: null });
    expect(await company(reader)).toBeNull();
    const changes = (await recorded(api)).filter(({ type, leaf }) => type === 'config.changed' && leaf.includes('"company"'));
    // The same name again changes nothing.
    expect(changes).toHaveLength(2);
    expect(changes.map(({ leaf }) => leaf).join()).not.toContain('Tide');
  });
});
