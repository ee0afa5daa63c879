import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownedSessionSchema, pageOf, problemSchema, providerSettingsSchema, providerTestSchema, userSchema } from '@carrel/contract';
import { z } from 'zod';
import { aPerson, aSession, recorded, signIn } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import type { LocalServer } from '../support/oidc/listen.ts';
import { listenLocally } from '../support/oidc/listen.ts';
import { client, serveRealProvider } from '../support/oidc/real-provider.ts';

let folder: string;
let real: LocalServer;
let odd: LocalServer;
let closed: LocalServer;
let api: TestApi;
/** What the odd provider answers, by path; undefined: 404. */
let answers: Readonly<Record<string, { readonly status?: number; readonly body: unknown; readonly date?: string }>> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-providers-'));
  [real, odd, closed] = [await listenLocally(), await listenLocally(), await listenLocally()];
  const common = { clientId: client.id, clientSecret: client.secret };
  const file = join(folder, 'providers.json');
  const providers = [
    { ...common, name: 'work', label: 'Work account', issuer: real.url, groups: { eng: 'Engineering' } },
    { ...common, clientSecret: 'an old secret', name: 'stale', label: 'Stale', issuer: real.url.replace('127.0.0.1', 'localhost') },
    { ...common, name: 'odd', label: 'Odd', issuer: odd.url },
    { ...common, name: 'gone', label: 'Gone', issuer: closed.url },
    { ...common, name: 'outside', label: 'Outside', issuer: 'https://203.0.113.7' },
  ];
  await writeFile(file, JSON.stringify({ providers }));
  api = await startTestApi({ CARREL_OIDC_FILE: file, CARREL_OFFLINE: '1', CARREL_SIGN_INS_PER_MINUTE: '1000' });
  serveRealProvider(real, [`${api.url}/api/auth/oidc/work/callback`], []);
  odd.handleWith((request, response) => {
    const answer = answers[request.url ?? ''];
    const headers = { 'content-type': 'application/json', ...(answer?.date !== undefined && { date: answer.date }) };
    if (answer === undefined) response.writeHead(404).end();
    else response.writeHead(answer.status ?? 200, headers).end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  await closed.close();
}, 60_000);
afterAll(async () => {
  await api.close();
  await Promise.all([real.close(), odd.close()]);
  await rm(folder, { recursive: true });
});

const test = async (name: string) =>
  providerTestSchema.parse((await api.owner(`/api/v1/admin/sign-in-providers/${name}/test`, { method: 'POST' })).json);
const found = async (name: string) => {
  const { checks, isUsable } = await test(name);
  return { isUsable, states: Object.fromEntries(checks.map((check) => [check.name, check.finding ?? check.state])) };
};

describe('identity providers, for admins', () => {
  it('are listed with what has to be registered there, and never with the secret', async () => {
    const response = await api.owner('/api/v1/admin/sign-in-providers');
    const { items } = z.object({ items: z.array(providerSettingsSchema) }).parse(response.json);
    expect(items[0]).toMatchObject({
      name: 'work',
      issuer: real.url,
      clientId: client.id,
      redirectUri: `${api.url}/api/auth/oidc/work/callback`,
      groups: { eng: 'Engineering' },
      peopleCount: 0,
    });
    expect(response.text).not.toContain(client.secret);
    const person = await aPerson(api);
    const { store } = api.api.composed;
    await store.read.signOn.link(person.id, { issuer: real.url, subject: person.id }, new Date().toISOString());
    expect((await api.owner('/api/v1/admin/sign-in-providers')).json).toMatchObject({
      items: [{ name: 'work', peopleCount: 1 }, {}, {}, {}, {}],
    });
  });

  it('pass every check when people can sign in', async () => {
    const { isUsable, checks } = await test('work');
    expect(checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'discovery passed',
      'issuer passed',
      'endpoints passed',
      'keys passed',
      'clock passed',
      'client passed',
    ]);
    expect(isUsable).toBe(true);
  });

  it('are told that the name differs, and that the secret is not taken', async () => {
    const { isUsable, checks } = await test('stale');
    expect(isUsable).toBe(false);
    const issuer = checks.find(({ name }) => name === 'issuer');
    expect(issuer).toMatchObject({ state: 'failed', finding: 'ISSUER_DIFFERS', found: real.url });
    expect(issuer?.detail).toContain('to the last slash');
    expect(checks.find(({ name }) => name === 'client')).toMatchObject({
      state: 'failed',
      finding: 'CLIENT_REFUSED',
      found: 'invalid_client',
    });
  });

  it('that do not answer, or may not be asked, are told apart', async () => {
    expect(await found('gone')).toMatchObject({
      isUsable: false,
      states: { discovery: 'DISCOVERY_UNREACHABLE', issuer: 'skipped', client: 'skipped' },
    });
    expect((await test('gone')).checks[0]).toMatchObject({ found: 'ECONNREFUSED' });
    expect(await found('outside')).toMatchObject({ states: { discovery: 'DISCOVERY_HOST_REFUSED' } });
    expect((await api.owner('/api/v1/admin/sign-in-providers/nobody/test', { method: 'POST' })).status).toBe(404);
  });

  it('are told each fault of their own', async () => {
    const wellKnown = '/.well-known/openid-configuration';
    const good = {
      issuer: odd.url,
      authorization_endpoint: `${odd.url}/authorize`,
      token_endpoint: `${odd.url}/token`,
      jwks_uri: `${odd.url}/keys`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
    const key = { kty: 'RSA', use: 'sig', alg: 'RS256' };
    const keys = { '/keys': { body: { keys: [key] } } };
    const token = { '/token': { status: 400, body: { error: 'invalid_grant' } } };
    const late = new Date(Date.now() - 120_000).toUTCString();
    const cases: readonly (readonly [typeof answers, Readonly<Record<string, string>>])[] = [
      [{}, { discovery: 'DISCOVERY_STATUS' }],
      [{ [wellKnown]: { body: '<html>' } }, { discovery: 'DISCOVERY_NOT_JSON' }],
      [{ [wellKnown]: { body: { ...good, token_endpoint: undefined } }, ...keys }, { endpoints: 'ENDPOINT_MISSING' }],
      [{ [wellKnown]: { body: { ...good, response_types_supported: ['id_token'] } }, ...keys }, { endpoints: 'CODE_FLOW_MISSING' }],
      [
        { [wellKnown]: { body: { ...good, id_token_signing_alg_values_supported: ['ES256'] } }, ...keys },
        { endpoints: 'ALGORITHM_MISSING' },
      ],
      [{ [wellKnown]: { body: good } }, { keys: 'KEYS_UNREACHABLE', client: 'CLIENT_UNKNOWN' }],
      [{ [wellKnown]: { body: good }, '/keys': { body: { keys: [{ ...key, use: 'enc' }, { kty: 'EC' }] } } }, { keys: 'KEY_MISSING' }],
      [
        { [wellKnown]: { body: good, date: late }, ...keys, ...token },
        { keys: 'passed', clock: 'CLOCK_DIFFERS', client: 'passed' },
      ],
    ];
    for (const [given, expected] of cases) {
      answers = given;
      expect(await found('odd'), JSON.stringify(expected)).toMatchObject({ isUsable: false, states: expected });
    }
    answers = { [wellKnown]: { body: { ...good, code_challenge_methods_supported: undefined } }, ...keys, ...token };
    expect(await found('odd')).toMatchObject({ isUsable: true, states: { endpoints: 'PKCE_MISSING', client: 'passed' } });
  });
});

describe('sessions of everybody', () => {
  const userOf = async (id: string) => userSchema.parse((await api.owner(`/api/v1/admin/users/${id}`)).json);

  it('are listed with whose they are, and one of them is ended with effect on the next request', async () => {
    const person = await aPerson(api);
    expect((await userOf(person.id)).lastSignInAt).toBeNull();
    const [kept, ended] = [await aSession(api, person), await aSession(api, person)];
    const signedInAt = (await userOf(person.id)).lastSignInAt;
    expect(Date.now() - Date.parse(signedInAt ?? '')).toBeLessThan(60_000);
    const { items } = pageOf(ownedSessionSchema).parse((await api.owner('/api/v1/admin/sessions')).json);
    const theirs = items.filter(({ user }) => user.id === person.id);
    expect(theirs).toHaveLength(2);
    expect(theirs[0]?.user).toEqual({ id: person.id, name: person.name, email: person.email });
    const current = z.object({ session: z.object({ id: z.string() }) });
    const { session } = current.parse((await api.request('/api/auth/get-session', { cookie: ended })).json);
    const path = `/api/v1/admin/users/${person.id}/sessions/${session.id}`;
    const stranger = await aPerson(api);
    expect((await api.owner(path.replace(person.id, stranger.id), { method: 'DELETE' })).status).toBe(404);
    expect((await api.owner(path, { method: 'DELETE' })).json).toEqual({ ok: true });
    expect((await api.request('/api/v1/me', { cookie: ended })).status).toBe(401);
    expect((await api.request('/api/v1/me', { cookie: kept })).status).toBe(200);
    expect((await recorded(api))[0]).toMatchObject({ type: 'session.revoked', reason: 'REVOKED_BY_ADMIN' });
    expect(problemSchema.parse((await api.owner(path, { method: 'DELETE' })).json).code).toBe('NOT_FOUND');
  });

  it('a failed sign-in is none', async () => {
    const person = await aPerson(api);
    expect((await signIn(api, person, { secret: 'not the right password' })).status).toBe(401);
    expect((await userOf(person.id)).lastSignInAt).toBeNull();
  });
});
