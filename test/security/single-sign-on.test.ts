import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aPerson, aSession, password, recorded } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import type { CookieBrowser } from '../support/oidc/cookie-browser.ts';
import { createCookieBrowser } from '../support/oidc/cookie-browser.ts';
import type { HostileProvider } from '../support/oidc/hostile-provider.ts';
import { faults, serveHostileProvider } from '../support/oidc/hostile-provider.ts';
import type { LocalServer } from '../support/oidc/listen.ts';
import { listenLocally } from '../support/oidc/listen.ts';
import type { ProviderPerson } from '../support/oidc/real-provider.ts';
import { client, serveRealProvider } from '../support/oidc/real-provider.ts';

let folder: string;
let real: LocalServer;
let hostileServer: LocalServer;
let closedServer: LocalServer;
let hostile: HostileProvider;
let api: TestApi;
const engineer: ProviderPerson = { sub: 'sub-engineer', name: 'An Engineer', email: 'Engineer@Example.com', groups: ['eng', 'other'] };
const guest: ProviderPerson = { sub: 'sub-guest', name: 'A Guest', email: 'guest@example.com', groups: [] };
const people = [engineer, guest];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-oidc-'));
  [real, hostileServer, closedServer] = [await listenLocally(), await listenLocally(), await listenLocally()];
  const common = { clientId: client.id, clientSecret: client.secret };
  const file = join(folder, 'providers.json');
  await writeFile(
    file,
    JSON.stringify({
      providers: [
        {
          ...common,
          name: 'work',
          label: 'Work account',
          issuer: real.url,
          unknownPeople: 'create',
          groups: { eng: 'Engineering', ops: 'Operations' },
        },
        { ...common, name: 'hostile', label: 'Hostile', issuer: hostileServer.url, unknownPeople: 'create' },
        { ...common, name: 'closed', label: 'Closed', issuer: closedServer.url },
        { ...common, name: 'misnamed', label: 'Misnamed', issuer: real.url.replace('127.0.0.1', 'localhost') },
      ],
    }),
  );
  api = await startTestApi({ CARREL_OIDC_FILE: file, CARREL_SIGN_INS_PER_MINUTE: '1000', CARREL_OFFLINE: '1' });
  serveRealProvider(real, [`${api.url}/api/auth/oidc/work/callback`], people);
  serveHostileProvider(closedServer);
  hostile = serveHostileProvider(hostileServer);
  const { store, ids } = api.api.composed;
  for (const name of ['Engineering', 'Operations', 'Unmanaged'])
    await store.read.access.createGroup({ id: ids.groupId(), name, createdAt: '2026-01-01T00:00:00.000Z' });
}, 60_000);
afterAll(async () => {
  await api.close();
  await Promise.all([real.close(), hostileServer.close(), closedServer.close()]);
  await rm(folder, { recursive: true });
});

const meSchema = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  roles: z.array(z.string()),
  groups: z.array(z.object({ name: z.string() })),
});
const start = (name: string, next = '/documents/') => `${api.url}/api/auth/oidc/${name}/start?next=${encodeURIComponent(next)}`;
const me = async (browser: CookieBrowser) => meSchema.parse((await api.request('/api/v1/me', { cookie: browser.cookieFor(api.url) })).json);
const isSignedIn = async (browser: CookieBrowser) =>
  (await api.request('/api/v1/me', { cookie: browser.cookieFor(api.url) })).status === 200;

/** Gives in at the provider's own pages: who it is, and that Carrel may know. */
async function signOn(browser: CookieBrowser, url: string, sub: string) {
  let page = await browser.open(url);
  for (let count = 0; count < 3 && page.url.origin === real.url; count += 1) {
    const action = /action="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const prompt = /name="prompt" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    page = await browser.open(new URL(action, page.url).href, { prompt, login: sub, password: 'any' });
  }
  return page;
}

describe('at a real provider', () => {
  it('a stranger is made, with the roles of the settings and the groups of the token', async () => {
    const browser = createCookieBrowser();
    const page = await signOn(browser, start('work'), engineer.sub);
    expect(page.url.href).toBe(`${api.url}/documents/`);
    const person = await me(browser);
    expect(person).toMatchObject({
      name: 'An Engineer',
      email: 'engineer@example.com',
      roles: ['employee'],
      groups: [{ name: 'Engineering' }],
    });
    const events = await recorded(api);
    expect(events.slice(0, 5).map(({ type }) => type)).toEqual([
      'login.succeeded',
      'group.changed',
      'sso.linked',
      'role.granted',
      'user.provisioned',
    ]);
    expect(JSON.parse(events[0]?.leaf ?? '{}')).toMatchObject({ actor: { auth: ['oidc'] } });
    // The same person again: nobody new.
    const again = createCookieBrowser();
    await signOn(again, start('work'), engineer.sub);
    expect((await me(again)).userId).toBe(person.userId);
  });

  it('keeps no token of the provider, and gives the browser none', async () => {
    const browser = createCookieBrowser();
    await signOn(browser, start('work'), guest.sub);
    const rows = await api.api.composed.store.kysely.selectFrom('account').selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    for (const { accessToken, refreshToken, idToken } of rows) expect([accessToken, refreshToken, idToken]).toEqual([null, null, null]);
    expect(browser.cookieFor(api.url)).not.toMatch(/eyJ/);
    const told = await api.request('/api/v1/connections', { cookie: browser.cookieFor(api.url) });
    expect(told.status).toBe(200);
    expect(told.text).not.toMatch(/eyJ|access_?token|id_?token|refresh_?token/i);
  });

  it('groups of the settings follow the token both ways, others stay', async () => {
    const browser = createCookieBrowser();
    await signOn(browser, start('work'), guest.sub);
    const { userId, groups } = await me(browser);
    expect(groups).toEqual([]);
    const { access } = api.api.composed.store.read;
    const unmanaged = (await access.listGroups()).find(({ name }) => name === 'Unmanaged');
    const user = (await api.api.composed.store.read.identity.listUsers()).find(({ id }) => id === userId);
    if (unmanaged === undefined || user === undefined) throw new Error('expected the group and the user');
    await access.addGroupMember(unmanaged.id, user.id, '2026-01-01T00:00:00.000Z');
    for (const [claim, expected] of [
      [
        ['ops', 'eng'],
        ['Engineering', 'Operations', 'Unmanaged'],
      ],
      [['ops'], ['Operations', 'Unmanaged']],
      [[], ['Unmanaged']],
    ] as const) {
      guest.groups = claim;
      const next = createCookieBrowser();
      await signOn(next, start('work'), guest.sub);
      expect((await me(next)).groups.map(({ name }) => name)).toEqual(expected);
    }
  });

  it('nobody is taken for somebody because of an equal address', async () => {
    const taken: ProviderPerson = { sub: 'sub-taken', name: 'Somebody', email: 'taken@example.com', groups: [] };
    people.push(taken);
    await api.owner('/api/v1/admin/users', { method: 'POST', body: { name: 'The real one', email: taken.email, password } });
    const browser = createCookieBrowser();
    const page = await signOn(browser, start('work'), taken.sub);
    expect(page.url.pathname + page.url.search).toBe('/sign-in/?problem=SIGN_ON_ADDRESS_TAKEN');
    expect(await isSignedIn(browser)).toBe(false);
    expect((await recorded(api))[0]?.type).toBe('login.failed');
  });

  it('somebody who is switched off stays out', async () => {
    const off: ProviderPerson = { sub: 'sub-off', name: 'Off', email: 'off@example.com', groups: [] };
    people.push(off);
    const browser = createCookieBrowser();
    await signOn(browser, start('work'), off.sub);
    await api.owner(`/api/v1/admin/users/${(await me(browser)).userId}`, { method: 'PATCH', body: { isActive: false } });
    expect(await isSignedIn(browser)).toBe(false);
    const page = await signOn(createCookieBrowser(), start('work'), off.sub);
    expect(page.url.search).toBe('?problem=SIGN_ON_UNKNOWN');
  });

  it('a person connects their account after a fresh sign-in, signs in with it, and disconnects it', async () => {
    const own: ProviderPerson = { sub: 'sub-own', name: 'Own', email: 'elsewhere@example.com', groups: [] };
    people.push(own);
    const person = await aPerson(api);
    const cookie = await aSession(api, person);
    const connect = (sent: string) => api.request('/api/v1/connections/work', { method: 'POST', cookie: sent });
    const begun = await connect(cookie);
    const { url } = z.object({ url: z.string() }).parse(begun.json);
    const flowCookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    // The way back, by hand: the browser of the person, with its session.
    const browser = createCookieBrowser();
    let back = '';
    let page = await browser.step(url);
    for (let count = 0; count < 12; count += 1) {
      const location = page.headers.get('location');
      if (location !== null) {
        back = new URL(location, real.url).href;
        if (back.startsWith(api.url)) break;
        page = await browser.step(back);
        continue;
      }
      const text = await page.text();
      const action = /action="([^"]+)"/.exec(text)?.[1] ?? '';
      page = await browser.step(new URL(action, real.url).href, {
        prompt: /name="prompt" value="([^"]+)"/.exec(text)?.[1] ?? '',
        login: own.sub,
        password: 'any',
      });
    }
    const path = back.slice(api.url.length);
    const stranger = await aSession(api, await aPerson(api));
    const foreign = await api.request(path, { cookie: `${stranger}; ${flowCookie}` });
    expect(foreign.headers.get('location')).toContain('problem=SIGN_ON_FAILED');
    // That try has used it up.
    expect((await api.request(path, { cookie: `${cookie}; ${flowCookie}` })).headers.get('location')).toContain('problem=');
    await connectAgain(person.email, cookie, own.sub);
    const signedIn = createCookieBrowser();
    await signOn(signedIn, start('work'), own.sub);
    expect((await me(signedIn)).email).toBe(person.email);
    expect((await api.request('/api/v1/connections/work', { method: 'DELETE', cookie })).status).toBe(200);
    expect((await recorded(api))[0]?.type).toBe('sso.unlinked');
    expect((await api.request('/api/v1/connections/work', { method: 'DELETE', cookie })).status).toBe(404);
  });

  /** The whole way in one browser. */
  async function connectAgain(email: string, cookie: string, sub: string): Promise<void> {
    const begun = await api.request('/api/v1/connections/work', { method: 'POST', cookie });
    const { url } = z.object({ url: z.string() }).parse(begun.json);
    const cookies = `${cookie}; ${begun.headers.getSetCookie()[0]?.split(';')[0] ?? ''}`;
    const browser = createCookieBrowser();
    let page = await browser.step(url);
    for (let count = 0; count < 12; count += 1) {
      const location = page.headers.get('location');
      const next = location === null ? '' : new URL(location, real.url).href;
      if (next.startsWith(api.url)) {
        const done = await api.request(next.slice(api.url.length), { cookie: cookies });
        expect(done.headers.get('location')).toBe('/settings/');
        expect((await recorded(api))[0]?.type).toBe('sso.linked');
        return;
      }
      if (location !== null) page = await browser.step(next);
      else {
        const text = await page.text();
        const action = /action="([^"]+)"/.exec(text)?.[1] ?? '';
        const prompt = /name="prompt" value="([^"]+)"/.exec(text)?.[1] ?? '';
        page = await browser.step(new URL(action, real.url).href, { prompt, login: sub, password: 'any' });
      }
    }
    throw new Error(`${email} did not come back`);
  }
});

describe('the way back', () => {
  const begin = async (browser: CookieBrowser) => {
    const first = await browser.step(start('hostile'));
    const authorize = await browser.step(first.headers.get('location') ?? '');
    return authorize.headers.get('location') ?? '';
  };

  it('holds once: code and state cannot be used again', async () => {
    hostile.fault = 'nothing';
    const browser = createCookieBrowser();
    const back = await begin(browser);
    expect((await browser.step(back)).headers.get('location')).toBe('/documents/');
    expect(await isSignedIn(browser)).toBe(true);
    const replay = createCookieBrowser();
    expect((await replay.step(back)).headers.get('location')).toContain('problem=SIGN_ON_FAILED');
    expect((await browser.step(back)).headers.get('location')).toContain('problem=SIGN_ON_FAILED');
  });

  it('holds in the browser that began, and nowhere else', async () => {
    const [attacker, victim] = [createCookieBrowser(), createCookieBrowser()];
    const back = await begin(attacker);
    expect((await victim.step(back)).headers.get('location')).toContain('problem=SIGN_ON_FAILED');
    await begin(victim);
    expect((await victim.step(back)).headers.get('location')).toContain('problem=SIGN_ON_FAILED');
    expect(await isSignedIn(victim)).toBe(false);
  });

  it('holds at the provider that it began with', async () => {
    const browser = createCookieBrowser();
    const back = (await begin(browser)).replace('/oidc/hostile/', '/oidc/work/');
    expect((await browser.step(back)).headers.get('location')).toContain('problem=SIGN_ON_FAILED');
  });

  it.each(['', '?state=x&code=y', '?state=a&state=b&code=y', '?error=access_denied&state=x'])('%s leads to the sign-in', async (query) => {
    const browser = createCookieBrowser();
    await begin(browser);
    const response = await browser.step(`${api.url}/api/auth/oidc/hostile/callback${query}`);
    expect(response.headers.get('location')).toBe('/sign-in/?problem=SIGN_ON_FAILED');
  });

  it.each(['https://evil.example/', '//evil.example/', '/\\evil.example/', 'javascript:alert(1)'])(
    'leads to no other site: %s',
    async (next) => {
      hostile.fault = 'nothing';
      const page = await createCookieBrowser().open(start('hostile', next));
      expect(page.url.href).toBe(`${api.url}/`);
    },
  );

  it('of an answer that names another issuer is refused', async () => {
    hostile.fault = 'nothing';
    hostile.answeredIssuer = 'https://evil.example';
    const browser = createCookieBrowser();
    const page = await browser.open(start('hostile'));
    hostile.answeredIssuer = null;
    expect(page.url.search).toBe('?problem=SIGN_ON_FAILED');
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('binds the browser by a cookie that no script reads', async () => {
    const response = await createCookieBrowser().step(start('hostile'));
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^carrel\.sign_on=[\w-]{43}; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/),
    ]);
    expect(response.headers.get('cache-control')).toContain('no-store');
  });

  it('a provider that is not there is unknown', async () => {
    expect((await api.request('/api/auth/oidc/nothing/start')).status).toBe(404);
    expect((await api.request('/api/auth/oidc/__proto__/start')).status).toBe(404);
  });
});

describe('a token of the provider', () => {
  it.each(faults.filter((fault) => fault !== 'nothing'))('is refused: %s', async (fault) => {
    hostile.fault = fault;
    const browser = createCookieBrowser();
    const page = await browser.open(start('hostile'));
    hostile.fault = 'nothing';
    expect(page.url.pathname + page.url.search).toBe('/sign-in/?problem=SIGN_ON_FAILED');
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('without fault is taken', async () => {
    hostile.fault = 'nothing';
    const browser = createCookieBrowser();
    expect((await browser.open(start('hostile'))).url.pathname).toBe('/documents/');
    expect((await me(browser)).name).toBe('Hostile Person');
  });
});

describe('a provider', () => {
  it('that turns strangers away makes nobody', async () => {
    const count = async () => (await api.api.composed.store.read.identity.listUsers()).length;
    const before = await count();
    const page = await createCookieBrowser().open(start('closed'));
    expect(page.url.search).toBe('?problem=SIGN_ON_UNKNOWN');
    expect(await count()).toBe(before);
  });

  it('whose issuer is not the one of the settings is not believed', async () => {
    const page = await createCookieBrowser().open(start('misnamed'));
    expect(page.url.search).toBe('?problem=SIGN_ON_UNAVAILABLE');
  });

  it('is limited by address', async () => {
    const strict = await startTestApi({ CARREL_OIDC_FILE: join(folder, 'providers.json'), CARREL_SIGN_INS_PER_MINUTE: '1' });
    try {
      const open = () => strict.request('/api/auth/oidc/hostile/start');
      const codes = [];
      for (let count = 0; count < 13; count += 1) codes.push((await open()).headers.get('location'));
      expect(codes[11]).toContain(hostileServer.url);
      expect(codes[12]).toBe('/sign-in/?problem=RATE_LIMITED');
    } finally {
      await strict.close();
    }
  });
});
