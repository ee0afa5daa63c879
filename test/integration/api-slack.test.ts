import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askResultSchema,
  collectionSchema,
  policySchema,
  postedAnswerSchema,
  sightingSchema,
  slackLinkSchema,
  slackOverviewSchema,
} from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import type { TestPerson } from '../support/api/people.ts';
import { aPerson, aSession, recorded } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { z } from 'zod';

const key = `carrel_${'k'.repeat(43)}`;
const question = 'What is the annual bonus of the sales department?';
const text = 'The annual bonus of the sales department is nine percent.';
const requestSchema = z.object({ url: z.string(), expiresAt: z.iso.datetime() });

describe('the API for Slack', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ CARREL_SLACK_KEY: key, CARREL_ASKS_PER_MINUTE: '1000', CARREL_SIGN_INS_PER_MINUTE: '1000' });
  }, 60_000);
  afterAll(() => api.close());

  const account = (slackUserId: string) => ({ teamId: 'T1', slackUserId, teamName: 'Example', slackUserName: `name of ${slackUserId}` });
  const bot = (path: string, body?: unknown, method = 'POST') => api.request(path, { method, key, ...(body !== undefined && { body }) });
  const inSlack = (slackUserId: string, path: string, body: unknown) =>
    api.request(path, { method: 'POST', key, body, headers: { 'x-carrel-slack': `T1/${slackUserId}` } });
  const ask = (slackUserId: string, more: object = {}) => inSlack(slackUserId, '/api/v1/ask', { question, stream: false, ...more });
  async function tokenFor(slackUserId: string): Promise<string> {
    const { url } = requestSchema.parse((await bot('/api/v1/slack/link-requests', account(slackUserId))).json);
    expect(url.startsWith(`${api.url}/slack/#token=`)).toBe(true);
    return url.split('=')[1] ?? '';
  }
  const confirm = async (person: TestPerson, token: string) =>
    api.request('/api/v1/slack/links', { method: 'POST', body: { token }, cookie: await aSession(api, person) });
  async function aLinkedPerson(slackUserId: string): Promise<TestPerson> {
    const person = await aPerson(api);
    expect((await confirm(person, await tokenFor(slackUserId))).status).toBe(201);
    return person;
  }
  async function aDocumentFor(readers: readonly string[]): Promise<string> {
    const policy = await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: crypto.randomUUID(), readers } });
    const collection = await api.owner('/api/v1/collections', { method: 'POST', body: { name: crypto.randomUUID() } });
    const policyId = policyIdSchema.parse(policySchema.parse(policy.json).id);
    const collectionId = collectionIdSchema.parse(collectionSchema.parse(collection.json).id);
    await api.publishText({ collectionId, policyId, path: `${crypto.randomUUID()}.txt`, text });
    return policyId;
  }
  const codeOf = (response: { readonly json: unknown }) => z.object({ code: z.string() }).parse(response.json).code;

  it('links an account to whoever confirms its one-time link, and asks as that person on the channel slack', async () => {
    expect(codeOf(await ask('U1'))).toBe('SLACK_NOT_LINKED');
    const person = await aPerson(api);
    await aDocumentFor([person.id]);
    const token = await tokenFor('U1');
    const cookie = await aSession(api, person);
    const shown = await api.request('/api/v1/slack/link-requests/show', { method: 'POST', body: { token }, cookie });
    expect(shown.json).toMatchObject({ slackUserName: 'name of U1', teamName: 'Example' });
    expect(shown.text).not.toContain(token);
    expect((await confirm(person, token)).status).toBe(201);
    expect(codeOf(await confirm(person, token))).toBe('SLACK_LINK_INVALID');
    const answer = askResultSchema.parse((await ask('U1')).json);
    expect(answer.answer).toContain('nine percent');
    const [linked, accepted] = ['slack.linked', 'question.accepted'].map((type) => type);
    const events = await recorded(api);
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining([linked, accepted, 'answer.completed']));
    const leaf: unknown = JSON.parse(events.find(({ type }) => type === 'question.accepted')?.leaf ?? '{}');
    expect(leaf).toMatchObject({ origin: { channel: 'slack' }, actor: { kind: 'user', auth: ['slack-link'], via: 'slack:T1', obo: null } });
    expect(events.map((event) => event.leaf).join()).not.toContain('U1');
  });

  it('shows nothing to whoever has no session, and a link to nobody after its time', async () => {
    const token = await tokenFor('U2');
    const stranger = await api.request('/api/v1/slack/link-requests/show', { method: 'POST', body: { token } });
    expect(stranger.status).toBe(401);
    await api.api.composed.store.kysely.updateTable('slack_link_request').set({ expires_at: '2020-01-01T00:00:00.000Z' }).execute();
    expect(codeOf(await confirm(await aPerson(api), token))).toBe('SLACK_LINK_INVALID');
  });

  it('asks for a fresh proof before an account is linked', async () => {
    const person = await aPerson(api);
    const cookie = await aSession(api, person);
    await api.api.composed.store.kysely
      .updateTable('session')
      .set({ confirmedAt: '2020-01-01T00:00:00.000Z' })
      .where('userId', '=', person.id)
      .execute();
    const late = await api.request('/api/v1/slack/links', { method: 'POST', body: { token: await tokenFor('U3') }, cookie });
    expect(codeOf(late)).toBe('FRESH_SIGN_IN_REQUIRED');
  });

  it('ends with the link, and with the person', async () => {
    const person = await aLinkedPerson('U4');
    const cookie = await aSession(api, person);
    const links = z.object({ items: z.array(slackLinkSchema) }).parse((await api.request('/api/v1/slack/links', { cookie })).json);
    const [link] = links.items;
    const stranger = await aSession(api, await aPerson(api));
    expect((await api.request(`/api/v1/slack/links/${link?.id}`, { method: 'DELETE', cookie: stranger })).status).toBe(404);
    expect((await ask('U4')).status).toBe(200);
    expect((await api.request(`/api/v1/slack/links/${link?.id}`, { method: 'DELETE', cookie })).status).toBe(200);
    expect(codeOf(await ask('U4'))).toBe('SLACK_NOT_LINKED');
    const next = await aLinkedPerson('U4');
    await api.owner(`/api/v1/admin/users/${next.id}`, { method: 'PATCH', body: { isActive: false } });
    expect(codeOf(await ask('U4'))).toBe('SLACK_NOT_LINKED');
    await api.owner(`/api/v1/admin/users/${next.id}`, { method: 'PATCH', body: { isActive: true } });
    expect(codeOf(await ask('U4'))).toBe('SLACK_NOT_LINKED');
  });

  it('lets nobody speak for somebody else: neither a wrong secret nor a key of a person', async () => {
    await aLinkedPerson('U5');
    const headers = { 'x-carrel-slack': 'T1/U5' };
    const wrong = await api.request('/api/v1/ask', { method: 'POST', key: `carrel_${'w'.repeat(43)}`, body: { question }, headers });
    expect(wrong.status).toBe(401);
    const person = await aPerson(api);
    const asPerson = await api.request('/api/v1/conversations', { cookie: await aSession(api, person), headers });
    expect(asPerson.json).toEqual({ items: [], nextCursor: null });
    for (const path of ['/api/v1/me', '/api/v1/sessions', '/api/v1/documents', '/api/v1/admin/users', '/api/v1/slack/links'])
      expect((await api.request(path, { key, headers })).status, path).toBe(403);
  });

  it('uses only what everybody in the audience may read, and nothing when somebody is not known', async () => {
    const [asker, colleague] = [await aLinkedPerson('UA1'), await aLinkedPerson('UA2')];
    const policyId = await aDocumentFor([asker.id]);
    expect(askResultSchema.parse((await ask('UA1')).json).answer).toContain('nine percent');
    expect(askResultSchema.parse((await ask('UA1', { audience: ['UA1', 'UA2'] })).json).decision).toBe('abstained');
    expect(codeOf(await ask('UA1', { audience: ['UA1', 'UA9'] }))).toBe('AUDIENCE_UNKNOWN');
    const found = await inSlack('UA1', '/api/v1/search', { query: 'annual bonus', audience: ['UA2'] });
    expect(found.json).toMatchObject({ passages: [] });
    await api.owner(`/api/v1/admin/policies/${policyId}/grants`, { method: 'POST', body: { principal: colleague.id } });
    expect(askResultSchema.parse((await ask('UA1', { audience: ['UA1', 'UA2'] })).json).answer).toContain('nine percent');
    const session = await aSession(api, asker);
    const named = await api.request('/api/v1/search', {
      method: 'POST',
      body: { query: 'bonus', audience: [colleague.id] },
      cookie: session,
    });
    expect(named.status).toBe(403);
  });

  it('puts an answer before a channel only when all in it may read what it rests on, and on record', async () => {
    const [asker, colleague] = [await aLinkedPerson('UB1'), await aLinkedPerson('UB2')];
    const policyId = await aDocumentFor([asker.id]);
    const { answerId } = askResultSchema.parse((await ask('UB1')).json);
    const post = (by: string, audience: readonly string[]) =>
      inSlack(by, `/api/v1/answers/${answerId}/postings`, { channelId: 'C1', audience });
    expect(codeOf(await post('UB1', ['UB1', 'UB2']))).toBe('AUDIENCE_MAY_NOT_READ');
    expect((await post('UB2', ['UB2'])).status).toBe(404);
    await api.owner(`/api/v1/admin/policies/${policyId}/grants`, { method: 'POST', body: { principal: colleague.id } });
    const posted = postedAnswerSchema.parse((await post('UB1', ['UB1', 'UB2'])).json);
    expect(posted.result.answer).toContain('nine percent');
    expect(posted.mayReadMore).toBe(false);
    await aDocumentFor([asker.id]);
    expect(postedAnswerSchema.parse((await post('UB1', ['UB1', 'UB2'])).json).mayReadMore).toBe(true);
    const event = (await recorded(api)).find(({ type }) => type === 'answer.posted');
    const leaf = z
      .object({ detail: z.object({ audience: z.array(z.string()) }), ctx: z.array(z.object({ doc: z.string() })) })
      .parse(JSON.parse(event?.leaf ?? '{}'));
    expect(leaf.detail.audience).toHaveLength(2);
    const seen = await api.owner(`/api/v1/audit/documents/${leaf.ctx[0]?.doc}/sightings`);
    const sightings = z.object({ items: z.array(sightingSchema) }).parse(seen.json).items;
    const [posting] = sightings.filter(({ type }) => type === 'answer.posted');
    expect(posting).toMatchObject({ answerId, audienceRefs: leaf.detail.audience });
    expect(posting?.audienceRefs).toContain(posting?.actorRef);
    expect(sightings.find(({ type }) => type === 'answer.completed')).toMatchObject({ answerId, audienceRefs: [] });
  });

  it('takes an event once, keeps what is not finished, and tells an admin how the bot is', async () => {
    const place = { teamId: 'T1', channelId: 'D1', slackUserId: 'U1', threadTs: null, isDirect: true };
    const claim = () => bot('/api/v1/slack/events/claim', { events: [{ eventId: 'Ev1', place }] });
    const claims = await Promise.all(Array.from({ length: 10 }, claim));
    expect(claims.flatMap(({ json }) => z.object({ taken: z.array(z.string()) }).parse(json).taken)).toEqual(['Ev1']);
    expect((await bot('/api/v1/slack/events/unfinished', undefined, 'GET')).json).toMatchObject({ items: [{ eventId: 'Ev1', place }] });
    await bot('/api/v1/slack/events/finish', { eventId: 'Ev1' });
    expect((await bot('/api/v1/slack/events/unfinished', undefined, 'GET')).json).toEqual({ items: [] });
    const state = { mode: 'socket', isConnected: true, teams: [], questions: 1, refusals: 0, failures: 0, running: 0, test: null };
    expect((await bot('/api/v1/slack/bot', state, 'PUT')).json).toEqual({ baseUrl: api.url, testRequestedAt: null });
    await api.owner('/api/v1/admin/slack/test', { method: 'POST' });
    expect((await bot('/api/v1/slack/bot', state, 'PUT')).json).not.toMatchObject({ testRequestedAt: null });
    const overview = slackOverviewSchema.parse((await api.owner('/api/v1/admin/slack')).json);
    expect(overview).toMatchObject({ isConfigured: true, isAlive: true, state });
    await bot('/api/v1/slack/refusals', { teamId: 'T1', slackUserId: 'UG', reason: 'SLACK_GUEST' });
    expect((await recorded(api))[0]).toMatchObject({ type: 'slack.denied', reason: 'SLACK_GUEST' });
  });

  it('keeps the conversation of a thread for the person it belongs to', async () => {
    await aLinkedPerson('UC1');
    await aLinkedPerson('UC2');
    const { conversationId } = askResultSchema.parse((await ask('UC1')).json);
    const put = (by: string) =>
      api.request('/api/v1/slack/threads', {
        method: 'PUT',
        key,
        body: { thread: 'C1/1.1', conversationId },
        headers: { 'x-carrel-slack': `T1/${by}` },
      });
    expect((await put('UC2')).status).toBe(404);
    expect((await put('UC1')).status).toBe(200);
    expect((await inSlack('UC1', '/api/v1/slack/threads/find', { thread: 'C1/1.1' })).json).toEqual({ conversationId });
    expect((await inSlack('UC2', '/api/v1/slack/threads/find', { thread: 'C1/1.1' })).json).toEqual({ conversationId: null });
  });
});

describe('the API without Slack', () => {
  it('lets no bot in', async () => {
    const api = await startTestApi();
    try {
      for (const path of ['/api/v1/slack/events/claim', '/api/v1/slack/link-requests'])
        expect((await api.request(path, { method: 'POST', key, body: {} })).status).toBe(401);
      expect((await api.owner('/api/v1/admin/slack')).json).toMatchObject({ isConfigured: false, isAlive: false });
    } finally {
      await api.close();
    }
  });
});
