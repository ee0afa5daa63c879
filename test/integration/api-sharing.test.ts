import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askResultSchema,
  collectionSchema,
  conversationDetailSchema,
  createdApiKeySchema,
  createdUserSchema,
  policySchema,
  sharedAnswerSchema,
} from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

const question = 'What is the annual bonus of the sales department?';
const text = 'The annual bonus of the sales department is nine percent.';
const otherQuestion = 'How many parking spaces does the harbour office have?';
const otherText = 'The harbour office has forty parking spaces, which is nine percent of all.';

describe('an answer that is opened by its link', () => {
  let api: TestApi;
  let asker: Person;
  let colleague: Person;
  let outsider: Person;
  let documentId: string;

  interface Person {
    readonly id: string;
    readonly key: string;
  }

  async function aPerson(name: string): Promise<Person> {
    const body = { name, email: `${crypto.randomUUID()}@example.com` };
    const { id } = createdUserSchema.parse((await api.owner('/api/v1/admin/users', { method: 'POST', body })).json).user;
    const headers = { 'x-carrel-as': id };
    const made = await api.owner('/api/v1/admin/keys', { method: 'POST', body: { name: 'test', scopes: ['ask'] }, headers });
    return { id, key: createdApiKeySchema.parse(made.json).secret };
  }
  /** A document that these people alone may read. */
  async function aDocumentFor(
    readers: readonly string[],
    path: string,
    content = text,
  ): Promise<{ readonly documentId: string; readonly policyId: string }> {
    const policy = await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: crypto.randomUUID(), readers } });
    const collection = await api.owner('/api/v1/collections', { method: 'POST', body: { name: crypto.randomUUID() } });
    const policyId = policyIdSchema.parse(policySchema.parse(policy.json).id);
    const collectionId = collectionIdSchema.parse(collectionSchema.parse(collection.json).id);
    return { documentId: (await api.publishText({ collectionId, policyId, path, text: content })).documentId, policyId };
  }
  async function anAnswer(asked = question) {
    const response = await api.request('/api/v1/ask', { method: 'POST', key: asker.key, body: { question: asked, stream: false } });
    const result = askResultSchema.parse(response.json);
    expect(result.answer).toContain('nine percent');
    return result;
  }
  const share = (answerId: string, isShared: boolean, by = asker) =>
    api.request(`/api/v1/answers/${answerId}/sharing`, { method: 'PUT', key: by.key, body: { isShared } });
  const open = (answerId: string, by: Person) => api.request(`/api/v1/answers/${answerId}`, { key: by.key });
  async function typesAbout(answerId: string): Promise<readonly string[]> {
    const { audit } = api.api.composed.store.read;
    while ((await audit.listPending(1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const { items } = await audit.searchEntries({ targetRef: answerId }, { limit: 20 });
    return items.map(({ type }) => type).toReversed();
  }

  beforeAll(async () => {
    api = await startTestApi({ CARREL_ASKS_PER_MINUTE: '1000' });
    asker = await aPerson('The Asker');
    colleague = await aPerson('The Colleague');
    outsider = await aPerson('The Outsider');
    ({ documentId } = await aDocumentFor([asker.id, colleague.id], 'bonus.txt'));
  }, 60_000);
  afterAll(() => api.close());

  it('is its owner’s alone before it is shared, and after that ends', async () => {
    const { answerId } = await anAnswer();
    expect((await open(answerId, colleague)).status).toBe(404);
    expect((await share(answerId, true, colleague)).status).toBe(404);
    expect(sharedAnswerSchema.parse((await open(answerId, asker)).json)).toMatchObject({ isMine: true, sharedAt: null });

    expect((await share(answerId, true)).json).toEqual({ sharedAt: expect.any(String) as unknown });
    expect((await open(answerId, colleague)).status).toBe(200);
    expect((await share(answerId, false)).json).toEqual({ sharedAt: null });
    expect((await open(answerId, colleague)).status).toBe(404);
    expect(await typesAbout(answerId)).toEqual([
      'question.accepted',
      'answer.completed',
      'answer.shared',
      'answer.opened',
      'answer.unshared',
    ]);
  });

  it('shows whoever may read all of its documents the question, the answer and its passages, and not the conversation', async () => {
    const { answerId, conversationId, answer } = await anAnswer();
    await share(answerId, true);
    const shown = sharedAnswerSchema.parse((await open(answerId, colleague)).json);
    expect(shown).toMatchObject({ answerId, question, askedBy: 'The Asker', isMine: false, result: { answer, conversationId: '' } });
    expect(shown.passages.map((passage) => passage.documentId)).toContain(documentId);
    expect((await api.request(`/api/v1/conversations/${conversationId}`, { key: colleague.key })).status).toBe(404);
    const detail = await api.request(`/api/v1/conversations/${conversationId}`, { key: asker.key });
    expect(conversationDetailSchema.parse(detail.json).turns).toMatchObject([{ state: 'complete', sharedAt: shown.sharedAt }]);
  });

  it('tells everybody else the same as about an answer that never was, and shows them nothing', async () => {
    const { answerId } = await anAnswer();
    await share(answerId, true);
    const [forbidden, missing] = [await open(answerId, outsider), await open(`ans_${'0'.repeat(32)}`, outsider)];
    expect(forbidden.status).toBe(404);
    const plain = (body: string) => body.replaceAll(/"requestId":"[^"]+"/g, '');
    expect(plain(forbidden.text)).toBe(plain(missing.text));
    expect(await typesAbout(answerId)).not.toContain('answer.opened');
  });

  it('opens no more from the moment on when one of its documents may not be read any more', async () => {
    const other = await aDocumentFor([asker.id, colleague.id], 'harbour.txt', otherText);
    const { answerId } = await anAnswer(otherQuestion);
    await share(answerId, true);
    expect((await open(answerId, colleague)).status).toBe(200);
    await api.owner(`/api/v1/admin/policies/${other.policyId}/grants/${colleague.id}`, { method: 'DELETE' });
    expect((await open(answerId, colleague)).status).toBe(404);
    expect((await open(answerId, asker)).status).toBe(200);
  });

  it('is gone with its conversation', async () => {
    const { answerId, conversationId } = await anAnswer();
    await share(answerId, true);
    await api.request(`/api/v1/conversations/${conversationId}`, { method: 'DELETE', key: asker.key });
    expect((await open(answerId, colleague)).status).toBe(404);
    expect((await share(answerId, true)).status).toBe(404);
  });
});
