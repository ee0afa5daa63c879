import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createdApiKeySchema } from '@carrel/contract';
import { z } from 'zod';
import { allRows } from '../support/api/all-rows.ts';
import type { TestPerson } from '../support/api/people.ts';
import { aPerson, aSession, cookieOf, password, recorded, signIn } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { totpCode } from '../support/api/totp-code.ts';
import { createCookieBrowser } from '../support/oidc/cookie-browser.ts';
import { listenLocally } from '../support/oidc/listen.ts';
import type { LocalServer } from '../support/oidc/listen.ts';
import { serveHostileProvider } from '../support/oidc/hostile-provider.ts';
import { client } from '../support/oidc/real-provider.ts';

/**
 * A probe for each class of the advisories that better-auth published in 2025 and 2026, against our API as it is: what is
 * refused, and that nothing changed. The version that we run has the fixes; the allow-list must hold without them.
 */

let folder: string;
let provider: LocalServer;
let trap: Server;
let trapUrl: string;
let trapped: string[];
let api: TestApi;
let employee: TestPerson;
let admin: TestPerson;
let employeeCookie: string;
let adminCookie: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-advisories-'));
  provider = await listenLocally();
  serveHostileProvider(provider);
  trapped = [];
  trap = createServer((request, response) => {
    trapped.push(request.url ?? '');
    response.end('{}');
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  const address = trap.address();
  trapUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const file = join(folder, 'providers.json');
  const own = {
    name: 'work',
    label: 'Work',
    issuer: provider.url,
    clientId: client.id,
    clientSecret: client.secret,
    unknownPeople: 'create',
  };
  await writeFile(file, JSON.stringify({ providers: [own] }));
  api = await startTestApi({ CARREL_OIDC_FILE: file, CARREL_SIGN_INS_PER_MINUTE: '1000', CARREL_OFFLINE: '1' });
  [employee, admin] = [await aPerson(api), await aPerson(api, ['admin', 'employee'])];
  [employeeCookie, adminCookie] = [await aSession(api, employee), await aSession(api, admin)];
}, 60_000);
afterAll(async () => {
  await api.close();
  await provider.close();
  await new Promise((resolve) => trap.close(resolve));
  await rm(folder, { recursive: true });
});

const me = (cookie: string) => api.request('/api/v1/me', { cookie });
const tokenOf = (url: string) => url.split('#token=')[1] ?? '';
const linkFor = async (person: TestPerson) => {
  const made = await api.owner(`/api/v1/admin/users/${person.id}/sign-in-link`, { method: 'POST' });
  return z.object({ url: z.string() }).parse(made.json).url;
};
const enterBy = (url: string, cookie?: string) =>
  api.request('/api/v1/sign-in-link', { method: 'POST', body: { token: tokenOf(url) }, ...(cookie !== undefined && { cookie }) });

interface Probe {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: () => object;
}

/** Routes of better-auth and its plug-ins in which a flaw was published. All are tried as nobody, as a reader and as an admin. */
const closed: readonly (readonly [string, readonly Probe[]])[] = [
  [
    'GHSA-5rr4-8452-hf4v, GHSA-gv74-j8m3-fg5f: a provider is registered by whoever is signed in, and its addresses are fetched',
    [
      '/sso/register',
      '/sso/update-provider',
      '/sso/delete-provider',
      '/sign-in/sso',
      '/sso/verify-domain',
      '/sso/request-domain-verification',
    ].map((path) => ({
      path,
      body: () => ({
        providerId: 'evil',
        issuer: trapUrl,
        domain: 'example.com',
        email: employee.email,
        oidcConfig: {
          clientId: 'x',
          clientSecret: 'x',
          discoveryEndpoint: `${trapUrl}/.well-known/openid-configuration`,
          tokenEndpoint: `${trapUrl}/token`,
          userInfoEndpoint: 'http://169.254.169.254/latest/meta-data/',
          jwksEndpoint: `${trapUrl}/jwks`,
        },
      }),
    })),
  ],
  [
    'CVE-2025-61928: a key is made for somebody else without signing in',
    ['/api-key/create', '/api-key/update', '/api-key/delete', '/api-key/verify', '/api-key/delete-all-expired-api-keys'].map((path) => ({
      path,
      body: () => ({ userId: admin.id, name: 'k', keyId: 'x', permissions: { files: ['read'] }, rateLimitMax: 1_000_000 }),
    })),
  ],
  [
    'GHSA-j8v8-g9cx-5qf4: a token for provisioning is made by whoever is signed in',
    ['/scim/generate-token', '/scim/delete-token', '/scim/list-tokens'].map((path) => ({ path, body: () => ({ providerId: 'work' }) })),
  ],
  [
    'GHSA-qq9h-g4jm-xgf3: an account is prepared for somebody who will come by a mailed link or code',
    [
      '/sign-up/email',
      '/sign-in/magic-link',
      '/magic-link/verify',
      '/email-otp/send-verification-otp',
      '/email-otp/verify-email',
      '/sign-in/email-otp',
      '/email-otp/reset-password',
      '/sign-in/anonymous',
      '/sign-in/phone-number',
      '/sign-in/username',
      '/send-verification-email',
      '/verify-email',
    ].map((path) => ({
      path,
      body: () => ({ email: 'victim@example.com', name: 'V', password, otp: '000000', type: 'sign-in', callbackURL: trapUrl }),
    })),
  ],
  [
    'GHSA-fmh4-wcc4-5jm3: an invitation is taken by somebody whom it was not for',
    ['/organization/create', '/organization/invite-member', '/organization/accept-invitation', '/organization/reject-invitation'].map(
      (path) => ({
        path,
        body: () => ({ invitationId: 'x', email: admin.email, role: 'owner', name: 'o', slug: 'o', organizationId: 'x' }),
      }),
    ),
  ],
  [
    'CVE-2026-45337: a device is approved by somebody for whom it was not',
    ['/device/code', '/device/token', '/device/approve', '/device/deny'].map((path) => ({
      path,
      body: () => ({ userCode: 'ABCDEFGH', client_id: 'x', device_code: 'x', grant_type: 'urn:ietf:params:oauth:grant-type:device_code' }),
    })),
  ],
  [
    'CVE-2026-41427, GHSA-7w99-5wm4-3g79, GHSA-392p-2q2v-4372, GHSA-pw9m-5jxm-xr6h, GHSA-86j7-9j95-vpqj: Carrel as a provider for others',
    [
      ...['/oauth2/register', '/oauth2/token', '/oauth2/consent', '/oauth2/create-client', '/mcp/register', '/mcp/token'].map((path) => ({
        path,
        body: () => ({ redirect_uris: [trapUrl], client_name: 'evil', grant_type: 'authorization_code', code: 'x' }),
      })),
      { method: 'GET', path: '/oauth2/authorize?client_id=x&response_type=code&redirect_uri=https%3A%2F%2Fevil.example' },
      { method: 'GET', path: '/.well-known/openid-configuration' },
      { method: 'GET', path: '/jwks' },
    ],
  ],
  [
    'SAML: assertions that are wrapped, played again, or that nobody asked for',
    ['/sso/saml2/callback/work', '/sso/saml2/sp/acs/work', '/sso/saml2/sp/metadata', '/sso/saml2/sp/slo/work'].flatMap((path) => [
      {
        path,
        body: () => ({ SAMLResponse: Buffer.from('<samlp:Response/>').toString('base64'), RelayState: trapUrl }),
      },
      { method: 'GET' as const, path: `${path}?SAMLResponse=x&RelayState=https%3A%2F%2Fevil.example` },
    ]),
  ],
  [
    'GHSA-g38m-r43w-p2q7: an account elsewhere is linked to somebody by an equal address',
    [
      '/link-social',
      '/sign-in/social',
      '/unlink-account',
      '/sign-in/oauth2',
      '/oauth2/link',
      '/one-tap/callback',
      '/refresh-token',
      '/get-access-token',
    ].map((path) => ({
      path,
      body: () => ({
        provider: 'google',
        providerId: 'work',
        idToken: { token: 'eyJhbGciOiJub25lIn0.e30.' },
        callbackURL: trapUrl,
        disableRedirect: true,
      }),
    })),
  ],
  [
    'GHSA-2vg6-77g8-24mp and the rights of better-auth’s own admins: people are changed and become somebody else past Carrel',
    [
      '/admin/set-role',
      '/admin/create-user',
      '/admin/impersonate-user',
      '/admin/set-user-password',
      '/admin/ban-user',
      '/admin/remove-user',
      '/update-user',
      '/change-email',
      '/set-password',
      '/delete-user',
      '/reset-password',
      '/request-password-reset',
      '/forget-password',
      '/multi-session/set-active',
      '/one-time-token/generate',
      '/revoke-session',
    ].map((path) => ({
      path,
      body: () => ({ userId: admin.id, role: 'admin', email: 'evil@example.com', newPassword: password, redirectTo: trapUrl, token: 'x' }),
    })),
  ],
];

describe('routes in which a flaw was published', () => {
  let before: Readonly<Record<string, string>>;
  beforeEach(async () => {
    before = await allRows(api);
  });
  afterEach(async () => {
    expect(await allRows(api)).toEqual(before);
    expect(trapped).toEqual([]);
  });

  it.each(closed)('are not there: %s', async (_class, probes) => {
    for (const { method = 'POST', path, body } of probes)
      for (const cookie of [undefined, employeeCookie, adminCookie]) {
        const answer = await api.request(`/api/auth${path}`, {
          method,
          ...(cookie !== undefined && { cookie }),
          ...(method !== 'GET' && { body: body?.() ?? {} }),
        });
        expect({ path, status: answer.status, code: z.object({ code: z.string() }).parse(answer.json).code }).toEqual({
          path,
          status: 404,
          code: 'NOT_FOUND',
        });
        expect(answer.headers.getSetCookie().filter((line) => /session_token=[^;]/.test(line) && cookie === undefined)).toEqual([]);
        expect(answer.headers.get('location')).toBeNull();
      }
  });

  it.each([
    '/api/auth//sign-up/email',
    '/api/auth/sign-in/..%2fsign-up/email',
    '/api/auth/sign-in/email/../../sign-up/email',
    '/api/auth/%73ign-up/email',
    '/api/auth/sign-up/email/',
    '/api/auth/SIGN-UP/email',
    '/api/auth/sign-up%2Femail',
    '/API/AUTH/sign-up/email',
    '/api/auth/sign-up/email;x=1',
    '/api/auth/./sign-up/email',
  ])('are not reached by another spelling of the path: %s', async (path) => {
    const answer = await api.request(path, { method: 'POST', body: { email: 'victim@example.com', name: 'V', password } });
    expect(answer.status).toBe(404);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

describe('GHSA-g38m-r43w-p2q7: somebody elsewhere with the address of a person here', () => {
  it('does not get in as them, and nothing is linked', async () => {
    // The provider is believed in everything but whose address it is, and the person has never been here to object.
    const body = { name: 'Known', email: 'hostile@example.com', roles: ['admin'] };
    expect((await api.owner('/api/v1/admin/users', { method: 'POST', body })).status).toBe(201);
    const { sign_on_flow: _before, ...before } = await allRows(api);
    const browser = createCookieBrowser();
    const end = await browser.open(`${api.url}/api/auth/oidc/work/start?next=%2F`);
    expect(end.url.searchParams.get('problem')).toBe('SIGN_ON_ADDRESS_TAKEN');
    expect((await api.request('/api/v1/me', { cookie: browser.cookieFor(api.url) })).status).toBe(401);
    const { sign_on_flow: _after, ...after } = await allRows(api);
    expect(after).toEqual(before);
  });
});

describe('GHSA-qq9h-g4jm-xgf3: a person whose account was prepared by somebody else', () => {
  it('sets a password by their link, and whoever had the one before, a session or another link is out', async () => {
    const victim = await aPerson(api);
    const attacker = await aSession(api, victim);
    const [first, second] = [await linkFor(victim), await linkFor(victim)];
    expect((await enterBy(first)).status).toBe(401);
    const own = cookieOf(await enterBy(second));
    const third = await linkFor(victim);
    const setup = await api.request('/api/v1/setup', {
      method: 'POST',
      cookie: own,
      body: { name: 'Victim', email: victim.email, password: 'nine patient librarians' },
    });
    expect(setup.status).toBe(200);
    expect((await me(attacker)).status).toBe(401);
    expect((await signIn(api, victim)).status).toBe(401);
    expect((await enterBy(third)).status).toBe(401);
    expect((await me(own)).status).toBe(200);
    const events = (await recorded(api)).map(({ type }) => type);
    expect(events).toEqual(expect.arrayContaining(['session.revoked', 'user.updated']));
  });
});

describe('GHSA-fmh4-wcc4-5jm3: an invitation', () => {
  it('gives its rights to whom it was made for, also when somebody else who is signed in opens it', async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const made = await api.owner('/api/v1/admin/invitations', { method: 'POST', body: { email, roles: ['admin', 'employee'] } });
    const { url, invitation } = z.object({ url: z.string(), invitation: z.object({ userId: z.string() }) }).parse(made.json);
    for (const [path, method] of [
      [`/api/v1/admin/invitations/${invitation.userId}`, 'DELETE'],
      [`/api/v1/admin/users/${invitation.userId}/sign-in-link`, 'POST'],
      ['/api/v1/admin/invitations', 'GET'],
    ] as const)
      expect((await api.request(path, { method, cookie: employeeCookie })).status).toBe(403);
    const entered = await enterBy(url, employeeCookie);
    expect((await me(cookieOf(entered))).json).toMatchObject({ userId: invitation.userId, roles: ['admin', 'employee'] });
    expect((await me(employeeCookie)).json).toMatchObject({ userId: employee.id, roles: ['employee'] });
    expect((await enterBy(url, employeeCookie)).status).toBe(401);
  });
});

describe('CVE-2025-61928: a key', () => {
  it('is its maker’s, whoever else its body names', async () => {
    const named = { userId: admin.id, ownerId: admin.id, owner: admin.id, scopes: ['ask'], name: 'k' };
    expect((await api.request('/api/v1/admin/keys', { method: 'POST', body: named })).status).toBe(401);
    const made = await api.request('/api/v1/admin/keys', { method: 'POST', cookie: employeeCookie, body: named });
    const { secret, key } = createdApiKeySchema.parse(made.json);
    expect((await api.request('/api/v1/me', { key: secret })).json).toMatchObject({ userId: employee.id, roles: ['employee'] });
    expect((await api.request('/api/v1/me', { key: secret, headers: { 'x-carrel-as': admin.id } })).json).toMatchObject({
      userId: employee.id,
    });
    expect((await api.request(`/api/v1/admin/keys/${key.id}`, { method: 'DELETE', cookie: adminCookie })).status).toBe(404);
    expect((await api.request(`/api/v1/admin/keys/${key.id}`, { method: 'DELETE', cookie: employeeCookie })).status).toBe(200);
  });
});

describe('GHSA-xg6x-h9c9-2m83: a first factor', () => {
  it('opens no route, is no session for anybody who looks, and is not kept as one in a cookie', async () => {
    const person = await aPerson(api);
    const cookie = await aSession(api, person);
    const begun = await api.request('/api/v1/second-factor', { method: 'POST', cookie, body: { password } });
    const { secret } = z.object({ secret: z.string() }).parse(begun.json);
    await api.request('/api/v1/second-factor/confirm', { method: 'POST', cookie, body: { code: totpCode(secret) } });
    const first = await signIn(api, person);
    expect(first.json).toEqual({ needsSecondFactor: true });
    const half = cookieOf(first);
    expect(half).not.toMatch(/session_token|session_data/);
    for (const path of ['/api/v1/me', '/api/v1/sessions', '/api/v1/documents'])
      expect((await api.request(path, { cookie: half })).status).toBe(401);
    expect((await api.request('/api/auth/get-session', { cookie: half })).json).toBeNull();
    const replaced = half.replaceAll('two_factor', 'session_token');
    expect((await me(replaced)).status).toBe(401);
  });
});

describe('CVE-2026-45364: limits by address', () => {
  it('count the network of an IPv6 address, however it is written', async () => {
    const limited = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1', CARREL_TRUSTED_PROXIES: '1' });
    try {
      const attempt = (address: string) =>
        limited.request('/api/auth/sign-in/email', {
          method: 'POST',
          body: { email: `${crypto.randomUUID()}@example.com`, password },
          headers: { 'x-forwarded-for': address },
        });
      const ofOne = ['2001:db8:7::1', '2001:DB8:7::2', '2001:0db8:0007:0000:ffff::3', '2001:db8:7:0:a:b:c:d', '2001:db8:7::5'];
      const statuses = [];
      for (const address of ofOne) statuses.push((await attempt(address)).status);
      expect(statuses).toEqual([401, 401, 401, 401, 429]);
      expect((await attempt('2001:db8:8::1')).status).toBe(401);
      const mapped = [];
      for (const address of ['198.51.100.9', '::ffff:198.51.100.9', '::FFFF:C633:6409', '198.51.100.9', '::ffff:198.51.100.9'])
        mapped.push((await attempt(address)).status);
      expect(mapped.at(-1)).toBe(429);
    } finally {
      await limited.close();
    }
  }, 60_000);
});

describe('CVE-2024-56734, CVE-2025-27143, CVE-2025-53535: ways out to another address', () => {
  const elsewhere = [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    '/%5Cevil.example',
    '/\t/evil.example',
    'http:evil.example',
    'javascript:alert(1)',
    'https://127.0.0.1.evil.example/',
  ];
  it.each(elsewhere)('no answer leads to %j', async (target) => {
    const wanted = encodeURIComponent(target);
    const answers = [
      await api.request(`/api/auth/oidc/work/start?next=${wanted}&callbackURL=${wanted}&redirectTo=${wanted}`),
      await api.request(`/api/auth/oidc/work/callback?error=access_denied&state=x&next=${wanted}`),
      await api.request(`/api/auth/get-session?callbackURL=${wanted}`),
      await api.request('/api/auth/sign-in/email', {
        method: 'POST',
        body: { email: employee.email, password, callbackURL: target, redirectTo: target, errorCallbackURL: target },
      }),
      await api.request(`/api/auth/sign-out?callbackURL=${wanted}`, {
        method: 'POST',
        cookie: await aSession(api, employee),
        body: { redirectTo: target },
      }),
    ];
    for (const answer of answers) {
      const location = answer.headers.get('location');
      const { origin } = new URL(location ?? '/', api.url);
      expect([api.url, provider.url]).toContain(origin);
      expect(answer.text).not.toContain('evil.example');
    }
  });

  it('a link is made for the address of the settings, whatever host a request names', async () => {
    const behind = await startTestApi({ CARREL_PUBLIC_URL: 'https://carrel.example.org', CARREL_SIGN_INS_PER_MINUTE: '100' });
    try {
      const headers = {
        origin: 'https://carrel.example.org',
        'x-forwarded-host': 'evil.example',
        forwarded: 'host=evil.example',
        'x-forwarded-proto': 'http',
      };
      const person = await aPerson(behind, ['admin']);
      const signedIn = await behind.request('/api/auth/sign-in/email', {
        method: 'POST',
        body: { email: person.email, password },
        headers,
      });
      const body = { email: `${crypto.randomUUID()}@example.com` };
      const made = await behind.request('/api/v1/admin/invitations', { method: 'POST', cookie: cookieOf(signedIn), body, headers });
      expect(z.object({ url: z.string() }).parse(made.json).url).toMatch(/^https:\/\/carrel\.example\.org\/sign-in\/#token=/);
      expect(made.text).not.toContain('evil.example');
    } finally {
      await behind.close();
    }
  }, 60_000);
});
