import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskEvent, AskResult } from '@carrel/contract';
import {
  askEventSchema,
  askResultSchema,
  collectionSchema,
  conversationDetailSchema,
  createdApiKeySchema,
  createdUserSchema,
  policySchema,
  problemSchema,
  searchResultSchema,
  serverSentEvents,
} from '@carrel/contract';
import { answerIdSchema, auditEventIdSchema, collectionIdSchema, policyIdSchema } from '@carrel/core';
import type { CannedModelServer } from '../support/api/canned-model-server.ts';
import { startCannedModelServer } from '../support/api/canned-model-server.ts';
import type { TestApi, TestRequest } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

const leave =
  'Employees may take sixteen weeks of parental leave at full pay.\nThe canteen opens at noon on every working day.\nVisitors sign in at the reception desk.';
const question = 'How many weeks of parental leave may employees take?';

interface Place {
  readonly collectionId: string;
  readonly policyId: string;
}

async function newPlace(api: TestApi, readers: readonly string[]): Promise<Place> {
  const policy = policySchema.parse(
    (await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: `Policy ${crypto.randomUUID()}`, readers } })).json,
  );
  const name = `Collection ${crypto.randomUUID()}`;
  const general = (await api.owner('/api/v1/collections', { method: 'POST', body: { name } })).json;
  return { collectionId: collectionSchema.parse(general).id, policyId: policy.id };
}
const publish = (api: TestApi, place: Place, path: string, text: string) =>
  api.publishText({
    collectionId: collectionIdSchema.parse(place.collectionId),
    policyId: policyIdSchema.parse(place.policyId),
    path,
    text,
  });

async function keyOf(api: TestApi, scopes: readonly string[], as?: string): Promise<string> {
  const headers = as === undefined ? {} : { 'x-carrel-as': as };
  return createdApiKeySchema.parse(
    (await api.owner('/api/v1/admin/keys', { method: 'POST', body: { name: 'test', scopes }, headers })).json,
  ).secret;
}
async function anEmployee(api: TestApi): Promise<string> {
  const created = await api.owner('/api/v1/admin/users', {
    method: 'POST',
    body: { name: 'Employee', email: `${crypto.randomUUID()}@example.com` },
  });
  return createdUserSchema.parse(created.json).user.id;
}

/** Asks over the port and reads the stream to its end. */
async function ask(api: TestApi, key: string, body: object): Promise<readonly AskEvent[]> {
  const response = await fetch(`${api.url}/api/v1/ask`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const events: AskEvent[] = [];
  for await (const event of serverSentEvents(response)) events.push(askEventSchema.parse({ type: event.name, ...event.data }));
  return events;
}
const resultOf = (events: readonly AskEvent[]): AskResult => {
  const last = events.at(-1);
  if (last?.type !== 'done') throw new Error(`expected done, got ${JSON.stringify(last)}`);
  return last.result;
};
async function numbered(api: TestApi): Promise<void> {
  while ((await api.api.composed.store.read.audit.listPending(1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
}
async function eventsAbout(
  api: TestApi,
  target: string,
): Promise<readonly { readonly type: string; readonly outcome: string; readonly leaf: string }[]> {
  await numbered(api);
  const { items } = await api.api.composed.store.read.audit.searchEntries({ targetRef: target }, { limit: 20 });
  return items.map(({ type, outcome, leaf }) => ({ type, outcome, leaf: Buffer.from(leaf).toString('utf8') })).toReversed();
}

describe('without a language model', () => {
  let api: TestApi;
  let key: string;
  let place: Place;
  let documentId: string;
  beforeAll(async () => {
    api = await startTestApi({ CARREL_ASKS_PER_MINUTE: '1000' });
    key = await keyOf(api, ['ask', 'search']);
    place = await newPlace(api, ['everyone']);
    ({ documentId } = await publish(api, place, 'leave.txt', leave));
  }, 60_000);
  afterAll(() => api.close());

  it('streams a quoting answer in the order of the contract, with citations that are exact', async () => {
    const events = await ask(api, key, { question });
    const types = events.map((event) => event.type);
    expect(types.slice(0, 2)).toEqual(['accepted', 'passages']);
    expect(types.filter((type) => type === 'done' || type === 'error')).toEqual(['done']);
    expect(types.at(-1)).toBe('done');
    expect(types.indexOf('citation')).toBeLessThan(types.indexOf('delta'));
    const result = resultOf(events);
    expect(result).toMatchObject({ decision: 'quoted', model: null, quotingReason: 'no-language-model' });
    expect(result.citations.length).toBeGreaterThan(0);
    for (const citation of result.citations) expect(leave.slice(citation.start, citation.end)).toBe(citation.quote);
    expect(result.answer).toContain('sixteen weeks');
    expect(events.flatMap((event) => (event.type === 'delta' ? [event.text] : [])).join('')).toBe(result.answer);
  });

  it('has its intent numbered before the first byte, and its end before done', async () => {
    const events = await ask(api, key, { question });
    const [accepted] = events;
    if (accepted?.type !== 'accepted') throw new Error('expected accepted');
    const record = await eventsAbout(api, accepted.answerId);
    expect(record.map(({ type }) => type)).toEqual(['question.accepted', 'answer.completed']);
    const { audit } = api.api.composed.store.read;
    const intent = await audit.findEntry(auditEventIdSchema.parse(accepted.auditEventId));
    expect(intent?.context.map((one) => one.documentRef)).toContain(documentId);
    expect(resultOf(events).audit).toEqual({
      eventId: expect.any(String) as unknown,
      seq: (await audit.findSequence(auditEventIdSchema.parse(resultOf(events).audit.eventId)))?.seq,
    });
    for (const { leaf } of record) for (const word of ['parental', 'sixteen', 'leave.txt']) expect(leaf).not.toContain(word);
  });

  it('gives one JSON document when no stream is wanted', async () => {
    const response = await api.request('/api/v1/ask', { method: 'POST', key, body: { question, stream: false } });
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(askResultSchema.parse(response.json)).toMatchObject({ decision: 'quoted' });
  });

  it('abstains where the documents do not say, and names the nearest', async () => {
    const result = resultOf(await ask(api, key, { question: 'Which satellites orbit the planet Neptune?' }));
    expect(result).toMatchObject({ decision: 'abstained', citations: [] });
    expect((await eventsAbout(api, result.answerId)).map(({ type }) => type)).toEqual(['question.accepted', 'answer.refused']);
  });

  it('keeps a conversation, shows it to its owner alone, and lets it be named, pinned, rated and deleted', async () => {
    const first = resultOf(await ask(api, key, { question }));
    const second = resultOf(await ask(api, key, { question: 'When does the canteen open?', conversationId: first.conversationId }));
    expect(second.conversationId).toBe(first.conversationId);
    const path = `/api/v1/conversations/${first.conversationId}`;
    const detail = conversationDetailSchema.parse((await api.request(path, { key })).json);
    expect(detail.title).toBe(question);
    expect(detail.turns.map((turn) => turn.state)).toEqual(['complete', 'complete']);
    const [turn] = detail.turns;
    if (turn?.state !== 'complete') throw new Error('expected a complete turn');
    expect(turn.result).toEqual(first);

    const stranger = await keyOf(api, ['ask'], await anEmployee(api));
    expect((await api.request(path, { key: stranger })).status).toBe(404);
    expect((await api.request(path, { key: stranger, method: 'DELETE' })).status).toBe(404);
    expect(
      (await api.request('/api/v1/ask', { key: stranger, method: 'POST', body: { question, conversationId: first.conversationId } }))
        .status,
    ).toBe(404);
    expect(
      (await api.request(`/api/v1/answers/${first.answerId}/feedback`, { key: stranger, method: 'POST', body: { rating: 'helpful' } }))
        .status,
    ).toBe(404);

    expect((await api.request(path, { key, method: 'PATCH', body: { title: 'Leave', isPinned: true } })).json).toMatchObject({
      title: 'Leave',
      isPinned: true,
    });
    expect((await api.request('/api/v1/conversations?text=leav', { key })).text).toContain(first.conversationId);
    expect(
      (
        await api.request(`/api/v1/answers/${first.answerId}/feedback`, {
          key,
          method: 'POST',
          body: { rating: 'not-helpful', reason: 'Too short' },
        })
      ).status,
    ).toBe(200);
    expect((await eventsAbout(api, first.answerId)).at(-1)?.type).toBe('answer.rated');
    expect((await api.request(path, { key, method: 'DELETE' })).json).toEqual({ ok: true });
    expect((await api.request(path, { key })).status).toBe(404);
    expect((await eventsAbout(api, first.answerId)).map(({ type }) => type)).toContain('answer.completed');
  });

  it('withholds a stored answer from the moment on when one of its sources may not be read any more', async () => {
    const reader = await anEmployee(api);
    const closed = await newPlace(api, [reader]);
    await publish(api, closed, 'bonus.txt', 'The annual bonus of the sales department is nine percent.');
    const readerKey = await keyOf(api, ['ask', 'search'], reader);
    const result = resultOf(await ask(api, readerKey, { question: 'What is the annual bonus of the sales department?' }));
    expect(result.answer).toContain('nine percent');
    const turns = async () =>
      conversationDetailSchema.parse((await api.request(`/api/v1/conversations/${result.conversationId}`, { key: readerKey })).json).turns;
    expect((await turns()).map((turn) => turn.state)).toEqual(['complete']);

    await api.owner(`/api/v1/admin/policies/${closed.policyId}/grants/${reader}`, { method: 'DELETE' });
    const after = await api.request(`/api/v1/conversations/${result.conversationId}`, { key: readerKey });
    expect((await turns()).map((turn) => turn.state)).toEqual(['withheld']);
    for (const word of ['nine percent', 'bonus.txt']) expect(after.text).not.toContain(word);
    expect((await api.request('/api/v1/search', { key: readerKey, method: 'POST', body: { query: 'annual bonus' } })).text).not.toContain(
      'nine percent',
    );
    expect(resultOf(await ask(api, readerKey, { question: 'What is the annual bonus of the sales department?' })).decision).toBe(
      'abstained',
    );
  });

  it('a key without the scope may not ask; a person who was given no role neither', async () => {
    const searchOnly = await keyOf(api, ['search']);
    expect((await api.request('/api/v1/ask', { key: searchOnly, method: 'POST', body: { question } })).status).toBe(403);
    const officer = createdUserSchema.parse(
      (
        await api.owner('/api/v1/admin/users', {
          method: 'POST',
          body: { name: 'O', email: `${crypto.randomUUID()}@example.com`, roles: ['compliance'] },
        })
      ).json,
    ).user.id;
    expect((await api.owner('/api/v1/ask', { method: 'POST', body: { question }, headers: { 'x-carrel-as': officer } })).status).toBe(403);
  });

  it('refuses what is no question, a collection that is not visible, and a model that there is not', async () => {
    const post = (body: object) => api.request('/api/v1/ask', { key, method: 'POST', body });
    expect(problemSchema.parse((await post({ question: '  ' })).json)).toMatchObject({
      code: 'INVALID_REQUEST',
      fields: [{ path: 'question', expected: 'expected a question' }],
    });
    expect((await post({ question, collections: ['No such collection'] })).status).toBe(404);
    expect(problemSchema.parse((await post({ question, model: 'gpt-99' })).json)).toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect((await post({ question: 'x'.repeat(4001) })).status).toBe(400);
    expect((await post({ question, padding: 'x'.repeat(70_000) })).status).toBe(413);
  });

  describe('search', () => {
    const search = (body: object, options: TestRequest = { key }) => api.request('/api/v1/search', { method: 'POST', body, ...options });

    it('gives passages with exact spans, without scores, and is on record with all of them', async () => {
      const response = await search({ query: 'parental leave', limit: 5 });
      const result = searchResultSchema.parse(response.json);
      expect(result).toMatchObject({ mode: 'text' });
      expect(result.passages[0]).toMatchObject({ rank: 1, documentId, path: 'leave.txt' });
      for (const { start, end, text } of result.passages) expect(leave.slice(start, end)).toBe(text);
      expect(response.text).not.toContain('score');
      await numbered(api);
      const [entry] = (await api.api.composed.store.read.audit.searchEntries({ types: ['search.executed'] }, { limit: 1 })).items;
      expect(entry?.context.map((one) => one.chunkRef)).toEqual(result.passages.map((passage) => passage.chunkId));
    });

    it('looks into the named collections alone', async () => {
      const other = await newPlace(api, ['everyone']);
      expect(
        searchResultSchema.parse((await search({ query: 'parental leave', collections: [other.collectionId] })).json).passages,
      ).toEqual([]);
      expect(
        searchResultSchema.parse((await search({ query: 'parental leave', collections: [place.collectionId] })).json).collectionCount,
      ).toBe(1);
    });
  });
});

describe('with a language model', () => {
  let model: CannedModelServer;
  let api: TestApi;
  let key: string;
  afterAll(async () => {
    await api.close();
    await model.close();
  });
  beforeAll(async () => {
    // One checked sentence, then nothing more until the client goes away.
    model = await startCannedModelServer((send) => send('Employees may take sixteen weeks of parental leave at full pay [1]. And'));
    api = await startTestApi({ CARREL_LLM: model.url });
    key = await keyOf(api, ['ask']);
    await publish(api, await newPlace(api, ['everyone']), 'leave.txt', leave);
  }, 60_000);

  it('stops the model within 500 ms when the client closes the connection, and records that', async () => {
    const close = new AbortController();
    const response = await fetch(`${api.url}/api/v1/ask`, {
      method: 'POST',
      signal: close.signal,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ question }),
    });
    let answerId = '';
    let closedMs = 0;
    try {
      for await (const event of serverSentEvents(response)) {
        if (event.name === 'accepted') answerId = String(event.data['answerId']);
        if (event.name !== 'delta') continue;
        closedMs = performance.now();
        close.abort();
      }
    } catch {
      // The abort, as the client sees it.
    }
    expect((await model.stopped) - closedMs).toBeLessThan(500);
    await expect
      .poll(async () => (await eventsAbout(api, answerId)).map(({ type }) => type), { timeout: 5_000 })
      .toEqual(['question.accepted', 'answer.interrupted']);
    const answer = await api.api.composed.store.read.answers.findAnswer(answerIdSchema.parse(answerId));
    expect(answer?.state).toBe('interrupted');
    expect(api.api.composed.api.load()).toEqual({ running: 0, waiting: 0 });
  });
});

describe('when the audit log does not answer', () => {
  let api: TestApi;
  let key: string;
  beforeAll(async () => {
    api = await startTestApi({ CARREL_AUDIT_MAX_WAIT_MS: '300' });
    key = await keyOf(api, ['ask', 'search']);
    await publish(api, await newPlace(api, ['everyone']), 'canary-title.txt', leave);
    await numbered(api);
    await api.audit.close();
  }, 60_000);
  afterAll(() => api.api.close());

  it.each([true, false])('a question (stream: %s) is 503 with no byte about the documents', async (stream) => {
    const response = await api.request('/api/v1/ask', { key, method: 'POST', body: { question, stream } });
    expect(response.status).toBe(503);
    expect(problemSchema.parse(response.json)).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    for (const word of ['sixteen', 'canary', 'doc_', 'chk_']) expect(response.text).not.toContain(word);
  });

  it('the question is not left open: it has its end too', async () => {
    const { answers, audit } = api.api.composed.store.read;
    const drafts = (await audit.listPending(100)).map((event) => event.draft);
    const questions = drafts.filter((draft) => draft.includes('"question.accepted"')).length;
    expect(questions).toBeGreaterThan(0);
    expect(drafts.filter((draft) => draft.includes('"answer.interrupted"'))).toHaveLength(questions);
    expect(await answers.listAbandoned(Date.now() + 3_600_000, 10)).toEqual([]);
  });
});
