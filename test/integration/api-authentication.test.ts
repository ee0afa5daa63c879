import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemSchema, routes } from '@carrel/contract';
import type { Route } from '@carrel/contract';
import type { TestApi, TestResponse } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1000' });
}, 60_000);
afterAll(() => api.close());

const someId = '0'.repeat(32);
const prefixes = [
  ['collections', 'col'],
  ['documents', 'doc'],
  ['conversations', 'conv'],
  ['answers', 'ans'],
  ['users', 'usr'],
  ['policies', 'pol'],
  ['keys', 'key'],
] as const;

/** The path with parameters that are well-formed and name nothing. */
function pathOf(route: Route): string {
  const prefix = prefixes.find(([segment]) => route.path.includes(`/${segment}/:id`))?.[1];
  return route.path
    .replace(':principal', 'everyone')
    .replace(':id', prefix === undefined ? '01890000-0000-7000-8000-000000000000' : `${prefix}_${someId}`);
}

const allRoutes = Object.entries<Route>(routes);
const closedRoutes = allRoutes.filter(([, route]) => route.access.kind !== 'public');

function expectProblem(response: TestResponse, status: number, code: string): void {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = problemSchema.parse(response.json);
  expect(problem).toMatchObject({ status, code });
  expect(problem.requestId).toBe(response.headers.get('x-request-id'));
}

/** The one-time link of another start, as the API would make it. */
async function newLink(): Promise<string> {
  const created = await api.owner('/api/v1/admin/users', {
    method: 'POST',
    body: { name: 'Somebody', email: `${crypto.randomUUID()}@example.com` },
  });
  return tokenOf(Reflect.get(Object(created.json), 'signInUrl'));
}
const tokenOf = (url: unknown) => String(url).split('#token=')[1] ?? '';
const cookieOf = (response: TestResponse) =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
const exchange = (token: string) => api.request('/api/v1/sign-in-link', { method: 'POST', body: { token } });

describe('without signing in', () => {
  it.each(closedRoutes)('%s answers 401 and nothing else', async (_name, route) => {
    const response = await api.request(pathOf(route), { method: route.method, ...(route.body !== undefined && { body: {} }) });
    // The protocol of others has errors of its own form.
    if (route.path.startsWith('/v1/')) expect(response).toMatchObject({ status: 401, json: { error: { code: 'invalid_api_key' } } });
    else expectProblem(response, 401, 'UNAUTHENTICATED');
    expect(response.headers.get('cache-control')).toContain('no-store');
  });

  it.each(closedRoutes)('%s refuses a key that is none', async (_name, route) => {
    const response = await api.request(pathOf(route), {
      method: route.method,
      key: `carrel_${'x'.repeat(43)}`,
      ...(route.body !== undefined && { body: {} }),
    });
    expect([401, 429]).toContain(response.status);
  });

  it('a forged or foreign session cookie is nobody', async () => {
    for (const cookie of ['carrel.session_token=forged', `carrel.session_token=${'a'.repeat(32)}.${'b'.repeat(43)}%3D`]) {
      expectProblem(await api.request('/api/v1/me', { cookie }), 401, 'UNAUTHENTICATED');
    }
  });

  it('only health, the link and the sign-in are open', () => {
    expect(allRoutes.filter(([, route]) => route.access.kind === 'public').map(([name]) => name)).toEqual([
      'exchangeSignInLink',
      'listSignInProviders',
      'beginPasskeySignIn',
      'signInWithPasskey',
      'livez',
      'readyz',
      'metrics',
    ]);
  });
});

describe('routes that do not exist', () => {
  it.each(['/api/v1/nothing', '/api', '/api/v2/me', '/api/v1/me/more', '/api/v1/documents/x/y/z'])('%s is a 404 problem', async (path) => {
    expectProblem(await api.request(path, { headers: { accept: 'application/json', 'sec-fetch-dest': 'empty' } }), 404, 'NOT_FOUND');
  });

  it.each([
    ['POST', '/api/auth/sign-up/email'],
    ['POST', '/api/auth/sign-in/social'],
    ['GET', '/api/auth/list-sessions'],
    ['POST', '/api/auth/update-user'],
    ['POST', '/api/auth/change-email'],
    ['POST', '/api/auth/delete-user'],
    ['POST', '/api/auth/request-password-reset'],
    ['POST', '/api/auth/reset-password'],
    ['GET', '/api/auth/verify-email'],
    ['POST', '/api/auth/link-social'],
    ['POST', '/api/auth/api-key/create'],
    ['POST', '/api/auth/sso/register'],
    ['POST', '/api/auth/revoke-sessions'],
    ['GET', '/api/auth/ok'],
    ['GET', '/api/auth/error'],
    ['POST', '/api/auth/start-link-session'],
    ['POST', '/api/auth/get-session'],
    ['GET', '/api/auth/sign-in/email'],
    ['POST', '/api/auth/sign-in/email/'.concat('../sign-up/email')],
  ])('better-auth’s %s %s is one of them', async (method, path) => {
    const response = await api.request(path, {
      method,
      ...(method === 'POST' && { body: { email: 'a@example.com', password: 'long enough password', name: 'A' } }),
    });
    expectProblem(response, 404, 'NOT_FOUND');
  });
});

describe('the one-time link', () => {
  it('signs in once, and only once, even when it is used twice at the same moment', async () => {
    const token = await newLink();
    const uses = await Promise.all([exchange(token), exchange(token), exchange(token)]);
    expect(uses.filter((use) => use.status === 200)).toHaveLength(1);
    for (const use of uses.filter((one) => one.status !== 200)) expectProblem(use, 401, 'SIGN_IN_LINK_INVALID');
    expectProblem(await exchange(token), 401, 'SIGN_IN_LINK_INVALID');
  });

  it('sets a cookie that scripts cannot read and other sites cannot send', async () => {
    const response = await exchange(await newLink());
    expect(response.json).toEqual({ ok: true, needsSetup: true, needsSecondFactor: false });
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^carrel\.session_token=[^;]+; Max-Age=1800; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(response.text).not.toContain(cookie?.split('=')[1]?.split('.')[0]);
    expect((await api.request('/api/v1/me', { cookie: cookieOf(response) })).status).toBe(200);
  });

  it('is what the start of the API prints, for the owner with every role', async () => {
    const response = await exchange(tokenOf(api.signInUrl));
    const me = await api.request('/api/v1/me', { cookie: cookieOf(response) });
    expect(me.json).toMatchObject({ name: 'Owner', roles: ['admin', 'compliance', 'curator', 'employee'] });
  });

  it('leads to name, address and password, with which the person then signs in', async () => {
    const link = await exchange(await newLink());
    const cookie = cookieOf(link);
    const email = `${crypto.randomUUID()}@Example.com`;
    const password = 'correct horse battery staple';
    expectProblem(
      await api.request('/api/v1/setup', { method: 'POST', cookie, body: { name: 'N', email, password: 'short' } }),
      400,
      'INVALID_REQUEST',
    );
    expect((await api.request('/api/v1/setup', { method: 'POST', cookie, body: { name: 'New person', email, password } })).status).toBe(
      200,
    );

    const signIn = await api.request('/api/auth/sign-in/email', { method: 'POST', body: { email: email.toLowerCase(), password } });
    expect(signIn.json).toMatchObject({ user: { name: 'New person', email: email.toLowerCase() } });
    expect(signIn.text).not.toContain('token');
    const withPassword = cookieOf(signIn);
    expect((await api.request('/api/auth/get-session', { cookie: withPassword })).json).toMatchObject({ user: { name: 'New person' } });
    // A session of a password cannot set another one without the old one.
    expectProblem(
      await api.request('/api/v1/setup', {
        method: 'POST',
        cookie: withPassword,
        body: { name: 'N', email, password: 'another long password' },
      }),
      403,
      'FORBIDDEN',
    );
  });

  it('refuses an address that belongs to somebody', async () => {
    const taken = `${crypto.randomUUID()}@example.com`;
    await api.owner('/api/v1/admin/users', { method: 'POST', body: { name: 'First', email: taken } });
    const cookie = cookieOf(await exchange(await newLink()));
    expectProblem(
      await api.request('/api/v1/setup', {
        method: 'POST',
        cookie,
        body: { name: 'Second', email: taken, password: 'a long enough password' },
      }),
      409,
      'CONFLICT',
    );
  });
});

describe('signing in with a password', () => {
  const password = 'an adequately long password';
  async function aPerson(): Promise<{ email: string; id: string }> {
    const email = `${crypto.randomUUID()}@example.com`;
    const created = await api.owner('/api/v1/admin/users', { method: 'POST', body: { name: 'Person', email, password } });
    return { email, id: String(Reflect.get(Object(Reflect.get(Object(created.json), 'user')), 'id')) };
  }
  const signIn = (email: string, secret = password) =>
    api.request('/api/auth/sign-in/email', { method: 'POST', body: { email, password: secret } });

  it('says the same for a wrong password and an unknown address', async () => {
    const { email } = await aPerson();
    const [wrong, unknown] = [await signIn(email, 'not the right password'), await signIn(`${crypto.randomUUID()}@example.com`)];
    expectProblem(wrong, 401, 'SIGN_IN_FAILED');
    expect(wrong.json).toMatchObject({ message: expect.stringContaining('not right') as unknown });
    expectProblem(unknown, 401, 'SIGN_IN_FAILED');
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  it('gives a person who was switched off neither a session nor the use of an old one', async () => {
    const { email, id } = await aPerson();
    const cookie = cookieOf(await signIn(email));
    expect((await api.request('/api/v1/me', { cookie })).status).toBe(200);
    await api.owner(`/api/v1/admin/users/${id}`, { method: 'PATCH', body: { isActive: false } });
    expectProblem(await api.request('/api/v1/me', { cookie }), 401, 'UNAUTHENTICATED');
    expectProblem(await signIn(email), 401, 'SIGN_IN_FAILED');
  });

  it('ends with signing out, on the server too', async () => {
    const cookie = cookieOf(await signIn((await aPerson()).email));
    const out = await api.request('/api/auth/sign-out', { method: 'POST', cookie, body: {} });
    expect(out.status).toBe(200);
    expect(out.headers.get('clear-site-data')).toContain('cookies');
    expectProblem(await api.request('/api/v1/me', { cookie }), 401, 'UNAUTHENTICATED');
  });

  it('changes the password for whoever knows the old one, and ends the other sessions', async () => {
    const { email } = await aPerson();
    const [here, elsewhere] = [cookieOf(await signIn(email)), cookieOf(await signIn(email))];
    const change = (currentPassword: string) =>
      api.request('/api/auth/change-password', {
        method: 'POST',
        cookie: here,
        body: { currentPassword, newPassword: 'the new long password' },
      });
    expectProblem(await change('not the old password'), 400, 'INVALID_REQUEST');
    const changed = await change(password);
    expect(changed.status).toBe(200);
    expectProblem(await api.request('/api/v1/me', { cookie: elsewhere }), 401, 'UNAUTHENTICATED');
    expect((await api.request('/api/v1/me', { cookie: cookieOf(changed) })).status).toBe(200);
    expect((await signIn(email, 'the new long password')).status).toBe(200);
  });

  it('is on record: successes, failures and sign-outs, without names in clear', async () => {
    const { email } = await aPerson();
    await signIn(email, 'not the right password');
    await api.request('/api/auth/sign-out', { method: 'POST', cookie: cookieOf(await signIn(email)), body: {} });
    const log = await recordedTypes();
    expect(log.slice(0, 3).map(({ type }) => type)).toEqual(['session.revoked', 'login.succeeded', 'login.failed']);
    expect(log.map(({ leaf }) => leaf).join('\n')).not.toContain(email);
  });
});

describe('requests that another site caused', () => {
  const body = { query: 'x' };
  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin at all', { origin: 'null' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['a foreign site', { 'sec-fetch-site': 'cross-site' }],
  ])('are refused: %s', async (_what, headers) => {
    const cookie = cookieOf(await exchange(await newLink()));
    expectProblem(await api.request('/api/v1/search', { method: 'POST', cookie, body, headers }), 403, 'FORBIDDEN');
    expectProblem(
      await api.request('/api/auth/sign-in/email', { method: 'POST', body: { email: 'a@example.com', password: 'x' }, headers }),
      403,
      'FORBIDDEN',
    );
  });

  it('are refused as a form, whatever it holds', async () => {
    const cookie = cookieOf(await exchange(await newLink()));
    const response = await api.request('/api/v1/search', { method: 'POST', cookie, body, headers: { 'content-type': 'text/plain' } });
    expectProblem(response, 400, 'INVALID_REQUEST');
  });

  it('are refused under a host name that is not of this machine (DNS rebinding)', async () => {
    const { port } = new URL(api.url);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = httpRequest({ host: '127.0.0.1', port, path: '/livez', headers: { host: `evil.example:${port}` } }, (incoming) => {
        incoming.resume();
        resolve(incoming.statusCode);
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
    expect(status).toBe(403);
  });
});

describe('the Unix socket', () => {
  it('acts as the owner of the data folder, and as another person when that is asked for', async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    await api.owner('/api/v1/admin/users', { method: 'POST', body: { name: 'Employee', email } });
    expect((await api.owner('/api/v1/me')).json).toMatchObject({ roles: expect.arrayContaining(['admin']) as unknown });
    expect((await api.owner('/api/v1/me', { headers: { 'x-carrel-as': email } })).json).toMatchObject({ email, roles: ['employee'] });
    expectProblem(await api.owner('/api/v1/admin/users', { headers: { 'x-carrel-as': email } }), 403, 'FORBIDDEN');
    expectProblem(await api.owner('/api/v1/me', { headers: { 'x-carrel-as': 'nobody@example.com' } }), 404, 'NOT_FOUND');
  });

  it('cannot be claimed over the port', async () => {
    expectProblem(await api.request('/api/v1/me', { headers: { 'x-carrel-as': 'owner@carrel.invalid' } }), 401, 'UNAUTHENTICATED');
  });

  it('says in the record who acted and for whom', async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    await api.owner('/api/v1/admin/users', { method: 'POST', body: { name: 'Curator', email, roles: ['curator'] } });
    await api.owner('/api/v1/collections', { method: 'POST', body: { name: `By proxy ${email}` }, headers: { 'x-carrel-as': email } });
    const [curated, created] = await recordedTypes();
    expect([created?.type, curated?.type]).toEqual(['collection.created', 'collection.changed']);
    expect(JSON.parse(created?.leaf ?? '{}')).toMatchObject({ actor: { obo: expect.stringMatching(/^sub_/) as unknown } });
  });
});

describe('behind a proxy with https', () => {
  it('the cookie is bound to the host and sent encrypted only, and the public origin may write', async () => {
    const behind = await startTestApi({ CARREL_PUBLIC_URL: 'https://carrel.example.org', CARREL_TRUSTED_PROXIES: '1' });
    try {
      expect(behind.signInUrl).toMatch(/^https:\/\/carrel\.example\.org\/sign-in\/#token=/);
      const headers = { origin: 'https://carrel.example.org', 'sec-fetch-site': 'same-origin', 'x-forwarded-for': '203.0.113.9' };
      const response = await behind.request('/api/v1/sign-in-link', {
        method: 'POST',
        body: { token: tokenOf(behind.signInUrl) },
        headers,
      });
      expect(response.status).toBe(200);
      expect(response.headers.getSetCookie()[0]).toMatch(
        /^__Host-carrel\.session_token=[^;]+; Max-Age=1800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
      expect(response.headers.get('strict-transport-security')).toContain('max-age');
      expect((await behind.request('/api/v1/me', { cookie: cookieOf(response), headers })).status).toBe(200);
    } finally {
      await behind.close();
    }
  });
});

/** The log, newest first, once everything so far has its number. */
async function recordedTypes(): Promise<readonly { type: string; leaf: string }[]> {
  for (let pending = 1; pending > 0; pending = (await api.api.composed.store.read.audit.listPending(1)).length)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const { items } = await api.api.composed.store.read.audit.searchEntries({}, { limit: 50 });
  return items.map(({ type, leaf }) => ({ type, leaf: Buffer.from(leaf).toString('utf8') }));
}
