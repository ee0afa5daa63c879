import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askResultSchema, collectionSchema, createdApiKeySchema, createdUserSchema, policySchema } from '@carrel/contract';
import { apiKeyScopes, collectionIdSchema, policyIdSchema, roles, userIdSchema } from '@carrel/core';
import { z } from 'zod';
import type { TestApi, TestRequest } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { repositoryRoot } from '../support/require.ts';

/** Closed: a route with any other rule, or with none, is not understood and fails the build. */
const ruleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('public') }),
  z.strictObject({ kind: z.literal('slack-bot') }),
  z.strictObject({ kind: z.literal('signed-in'), scope: z.enum(apiKeyScopes).nullable(), roles: z.array(z.enum(roles)).min(1).optional() }),
]);
type Rule = z.infer<typeof ruleSchema>;
type Role = (typeof roles)[number];
type Scope = (typeof apiKeyScopes)[number];

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string(), 'x-carrel-access': z.unknown() }))),
});
const { paths } = documentSchema.parse(JSON.parse(readFileSync(join(repositoryRoot, 'docs', 'openapi.json'), 'utf8')));
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: operation.operationId,
    method: method.toUpperCase(),
    path,
    access: operation['x-carrel-access'],
  })),
);

/** What each role may do, written out a second time: a change of the one in `packages/access` has to be made here too. */
const rolesByScope: Readonly<Record<Scope, readonly Role[]>> = {
  ask: ['employee', 'curator', 'admin'],
  search: ['employee', 'curator', 'admin'],
  'documents:read': ['employee', 'curator', 'admin'],
  'documents:write': ['curator', 'admin'],
  admin: ['admin'],
  'audit:read': ['compliance', 'compliance-unseal', 'admin'],
  scim: ['admin'],
};
/** The route lets them in by their roles, and the handler turns keys away: a key cannot make keys or see them. */
const forPeopleAlone = new Set(['listApiKeys', 'createApiKey', 'revokeApiKey', 'setupOwner']);

function isLetIn(rule: Rule, held: readonly Role[], scopes: readonly Scope[] | null): boolean {
  if (rule.kind === 'public') return true;
  if (rule.kind === 'slack-bot') return false;
  if (rule.scope !== null && scopes !== null && !scopes.includes(rule.scope)) return false;
  const wanted = rule.roles ?? (rule.scope === null ? null : rolesByScope[rule.scope]);
  return wanted === null || wanted.some((role) => held.includes(role));
}

/** Whom the Slack bot speaks for may ask and search, and nothing that is any signed-in person's at the page. */
function isLetInFromSlack(rule: Rule, path: string, isForSomebody: boolean): boolean {
  if (rule.kind === 'public') return true;
  if (rule.kind === 'slack-bot') return true;
  // Protocols of others are no way in.
  if (!path.startsWith('/api/')) return false;
  return isForSomebody && rule.roles === undefined && (rule.scope === 'ask' || rule.scope === 'search');
}

/** Whoever is no bot is nobody to the bot's own routes. */
function doorFor(rule: Rule, isIn: boolean): 'in' | 401 | 403 {
  if (isIn) return 'in';
  return rule.kind === 'slack-bot' ? 401 : 403;
}

const slackKey = `carrel_${'s'.repeat(43)}`;

const missing: Readonly<Record<string, string>> = {
  conversations: 'conv',
  answers: 'ans',
  documents: 'doc',
  collections: 'col',
  keys: 'key',
  users: 'usr',
  groups: 'grp',
  policies: 'pol',
  sources: 'src',
};
const zeros = '0'.repeat(32);
/** The path with ids of things that are not there, or, where they are named, with these. */
function filled(path: string, named: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/\/([a-z]+)\/(?:all\/)?\{\w+\}/g, (segment, kind: string) => {
    const id = named[kind] ?? (kind === 'events' ? `00000000-0000-7000-8000-${'0'.repeat(12)}` : `${missing[kind] ?? kind}_${zeros}`);
    return segment.replace(/\{\w+\}/, id);
  });
}

const password = 'a long enough password';
let api: TestApi;

async function answerTo(method: string, path: string, options: TestRequest) {
  const closing = new AbortController();
  const { cookie, key, body, headers } = options;
  const response = await fetch(api.url + path, {
    method,
    signal: closing.signal,
    headers: {
      ...(cookie !== undefined && { cookie, origin: api.url, 'sec-fetch-site': 'same-origin' }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  // A stream that was opened has no end.
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const text = isStream ? '' : await response.text();
  closing.abort();
  return { status: response.status, text, code: /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? null };
}

/** 401 and FORBIDDEN turn somebody away at the door; whatever else is said was said inside. */
function outcomeOf({ status, code }: { readonly status: number; readonly code: string | null }): 'in' | number {
  const isAtTheDoor = status === 401 || (status === 403 && code === 'FORBIDDEN');
  // Nothing was indexed here, so the API is not ready, and says so to whoever may ask.
  const isFailure = status >= 500 && status !== 503;
  return isAtTheDoor || isFailure ? status : 'in';
}

async function aPerson(held: readonly Role[]) {
  const email = `${crypto.randomUUID()}@example.com`;
  const created = await api.owner('/api/v1/admin/users', { method: 'POST', body: { name: 'Person', email, roles: held, password } });
  const { id } = createdUserSchema.parse(created.json).user;
  const signedIn = await api.request('/api/auth/sign-in/email', { method: 'POST', body: { email, password } });
  expect(signedIn.status).toBe(200);
  return {
    id: userIdSchema.parse(id),
    cookie: signedIn.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; '),
  };
}
async function aKey(ownerId: string, scopes: readonly Scope[]): Promise<string> {
  const made = await api.owner('/api/v1/admin/keys', { method: 'POST', body: { name: 'k', scopes }, headers: { 'x-carrel-as': ownerId } });
  return createdApiKeySchema.parse(made.json).secret;
}

beforeAll(async () => {
  api = await startTestApi({
    CARREL_SIGN_INS_PER_MINUTE: '1000',
    CARREL_SEARCHES_PER_MINUTE: '10000',
    CARREL_ASKS_PER_MINUTE: '10000',
    CARREL_EXPORTS_PER_HOUR: '10000',
    CARREL_SLACK_KEY: slackKey,
  });
}, 60_000);
afterAll(() => api.close());

describe('every route of the OpenAPI document', () => {
  it('has a rule of who may call, and there are routes to speak of', () => {
    expect(operations.length).toBeGreaterThan(60);
    for (const { name, access } of operations) expect(ruleSchema.safeParse(access).success, name).toBe(true);
  });

  it('lets in whom its rule names, and nobody else', { timeout: 120_000 }, async () => {
    const sessions: readonly (readonly [string, readonly Role[]])[] = [
      ['employee', ['employee']],
      ['other employee', ['employee']],
      ['curator', ['curator']],
      ['admin', ['admin']],
      ['compliance', ['compliance']],
      ['nobody’s role', []],
    ];
    const callers: { readonly who: string; readonly held: readonly Role[]; readonly cookie: string }[] = [];
    for (const [who, held] of sessions) callers.push({ who, held, cookie: (await aPerson(held)).cookie });
    const late = await aPerson(['employee', 'admin']);
    await api.api.composed.store.kysely
      .updateTable('session')
      .set({ expiresAt: '2020-01-01T00:00:00.000Z' })
      .where('userId', '=', late.id as never)
      .execute();
    const all: readonly Role[] = ['employee', 'curator', 'admin', 'compliance'];
    const owner = await aPerson(all);
    const keys = new Map<Scope, { readonly only: string; readonly without: string }>();
    for (const scope of apiKeyScopes)
      keys.set(scope, {
        only: await aKey(owner.id, [scope]),
        without: await aKey(
          owner.id,
          apiKeyScopes.filter((one) => one !== scope),
        ),
      });

    const linked = { teamId: 'T1', slackUserId: 'U1', teamName: 'Team', slackUserName: 'Person', userId: owner.id };
    await api.api.composed.store.read.slack.putLink({ ...linked, id: 'slk_1', createdAt: new Date().toISOString() });
    const wrong: string[] = [];
    const check = async (
      { name, method, path }: (typeof operations)[number],
      who: string,
      { expected, request }: { readonly expected: 'in' | 401 | 403; readonly request: TestRequest },
    ) => {
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
      const answer = await answerTo(method, filled(path), { ...request, ...body });
      const isTurnedAway = expected === 'in' && request.key !== undefined && forPeopleAlone.has(name) && answer.status === 403;
      if (outcomeOf(answer) !== expected && !isTurnedAway) wrong.push(`${method} ${path} as ${who}: ${answer.status} ${answer.code}`);
    };
    for (const operation of operations) {
      const rule = ruleSchema.parse(operation.access);
      const nobody = rule.kind === 'public' ? 'in' : 401;
      const inSlack = { key: slackKey, headers: { 'x-carrel-slack': 'T1/U1' } };
      await check(operation, 'Slack', { expected: doorFor(rule, isLetInFromSlack(rule, operation.path, true)), request: inSlack });
      const forNobody = doorFor(rule, isLetInFromSlack(rule, operation.path, false));
      await check(operation, 'Slack, for nobody', { expected: forNobody, request: { key: slackKey } });
      await check(operation, 'anonymous', { expected: nobody, request: {} });
      await check(operation, 'expired session', { expected: nobody, request: { cookie: late.cookie } });
      for (const { who, held, cookie } of callers)
        await check(operation, who, { expected: doorFor(rule, isLetIn(rule, held, null)), request: { cookie } });
      if (rule.kind !== 'signed-in') continue;
      const pair = rule.scope === null ? undefined : keys.get(rule.scope);
      if (pair === undefined) continue;
      await check(operation, 'a key without the scope', { expected: 403, request: { key: pair.without } });
      await check(operation, 'a key with the scope', {
        expected: isLetIn(rule, all, [...apiKeyScopes]) ? 'in' : 403,
        request: { key: pair.only },
      });
    }
    expect(wrong).toEqual([]);
  });
});

describe('what belongs to somebody else', () => {
  /** What a route needs so that nothing but the id is wrong. */
  const bodies: Readonly<Record<string, object>> = {
    updateDocument: { policyId: `pol_${zeros}` },
    updateConversation: { title: 'Mine now' },
    giveFeedback: { rating: 'helpful' },
    shareAnswer: { isShared: true },
    updateCollection: { description: 'Mine now' },
    addCurator: { principal: 'everyone' },
    findKnownFiles: { files: [{ path: 'bonus.txt', sha256: 'a'.repeat(64) }] },
    updateUser: {},
    renameGroup: { name: 'x' },
    addGroupMember: { member: `usr_${zeros}` },
    updatePolicy: {},
    addGrant: { principal: 'everyone' },
    renamePasskey: { name: 'x' },
    postAnswer: { channelId: 'C1', audience: ['U1'] },
    createServiceKey: { name: 'x', scopes: ['ask'] },
  };

  it('answers to a stranger as what is not there, in every byte', { timeout: 120_000 }, async () => {
    const [mine, stranger] = [await aPerson(['employee', 'curator']), await aPerson(['employee', 'curator'])];
    const as = { headers: { 'x-carrel-as': mine.id } };
    const post = async (path: string, body: object, options: TestRequest = {}) =>
      (await api.owner(path, { method: 'POST', body, ...options })).json;
    const policy = policySchema.parse(await post('/api/v1/admin/policies', { name: 'For one', readers: [mine.id] }));
    const collection = collectionSchema.parse(await post('/api/v1/collections', { name: 'For one', defaultPolicyId: policy.id }, as));
    const { documentId } = await api.publishText({
      collectionId: collectionIdSchema.parse(collection.id),
      policyId: policyIdSchema.parse(policy.id),
      path: 'bonus.txt',
      text: 'The annual bonus of the sales department is nine percent.',
    });
    const question = 'What is the annual bonus of the sales department?';
    const answer = askResultSchema.parse(await post('/api/v1/ask', { question, stream: false }, as));
    expect(answer.answer).toContain('nine percent');
    const key = createdApiKeySchema.parse(await post('/api/v1/admin/keys', { name: 'k', scopes: ['ask'] }, as)).key;
    const owned: Readonly<Record<string, string>> = {
      conversations: answer.conversationId,
      answers: answer.answerId,
      documents: documentId,
      collections: collection.id,
      keys: key.id,
      events: answer.audit.eventId,
      users: mine.id,
      policies: policy.id,
    };
    const seen: string[] = [];
    for (const { name, method, path } of operations.filter((one) => one.path.includes('{'))) {
      if (filled(path) === filled(path, owned)) continue;
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: bodies[name] ?? {} };
      const ask = async (filledPath: string) => {
        const { status, text } = await answerTo(method, filledPath, { cookie: stranger.cookie, ...body });
        return { status, text: text.replace(/"requestId":"[^"]*"/, '') };
      };
      const [theirs, nothing] = [await ask(filled(path, owned)), await ask(filled(path))];
      expect(theirs, name).toEqual(nothing);
      expect([403, 404], `${name} got as far as ${theirs.status}`).toContain(theirs.status);
      if (theirs.status === 404) seen.push(name);
    }
    expect(seen).toEqual(
      expect.arrayContaining([
        'getDocument',
        'getConversation',
        'getCollection',
        'revokeApiKey',
        'getAuditEvent',
        'listReaders',
        'updateDocument',
        'listDocumentVersions',
      ]),
    );
  });
});
