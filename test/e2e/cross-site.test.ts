import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { allRows } from '../support/api/all-rows.ts';
import { aPerson, aSession, password } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import type { LocalServer } from '../support/oidc/listen.ts';
import { listenLocally } from '../support/oidc/listen.ts';
import { needs, repositoryRoot } from '../support/require.ts';

/** Ids of nothing: what is refused is refused before anybody looks for them. */
const filled = (path: string) =>
  path
    .replaceAll(/:principal\b/g, 'everyone')
    .replaceAll(/[:*][a-z]+/gi, 'x')
    .replace('/users/x', '/users/usr_00000000000000000000000000000000');
const all = Object.values<Route>(routes);
const writes = [
  ...all.filter(({ method }) => method !== 'GET').map(({ method, path }) => ({ method, path: filled(path) })),
  ...['/api/auth/sign-in/email', '/api/auth/sign-out', '/api/auth/change-password', '/api/auth/two-factor/verify-totp'].map((path) => ({
    method: 'POST' as const,
    path,
  })),
  { method: 'POST' as const, path: '/scim/v2/Users' },
];
/** Streams have no end that a picture could wait for. */
const reads = all.filter(({ method, format }) => method === 'GET' && format === 'json').map(({ path }) => filled(path));

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

/** What another page tries with the cookies of an admin who looks at it. Runs in the page, so it is text. */
const tryAll = (
  url: string,
  paths: readonly string[],
  tried: readonly { readonly method: string; readonly path: string }[],
) => `(async () => {
  const url = ${JSON.stringify(url)};
  const settle = (work) => work.then(() => 'answered', () => 'refused');
  const readable = [];
  for (const { method, path } of ${JSON.stringify(tried)}) {
    const body = JSON.stringify({ email: 'evil@example.com', roles: ['admin'], name: 'evil', password: ${JSON.stringify(password)} });
    // What a browser sends without asking first, and what it asks about.
    if (method === 'POST')
      for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
        await settle(fetch(url + path, { method, mode: 'no-cors', credentials: 'include', headers: { 'content-type': type }, body }));
    const outcome = await settle(fetch(url + path, { method, credentials: 'include', headers: { 'content-type': 'application/json' }, body }));
    if (outcome !== 'refused') readable.push(method + ' ' + path);
    if (method === 'POST') navigator.sendBeacon(url + path, new Blob([body], { type: 'text/plain' }));
  }
  const load = (make) => new Promise((resolve) => {
    const element = make();
    element.onload = element.onerror = resolve;
    document.body.append(element);
    setTimeout(resolve, 1000);
  });
  const paths = ${JSON.stringify(paths)};
  await Promise.all(paths.map((path) => load(() => Object.assign(new Image(), { src: url + path }))));
  for (const path of paths) if ((await settle(fetch(url + path, { credentials: 'include' }))) !== 'refused') readable.push('GET ' + path);
  return readable;
})()`;

describe.runIf(canRun)('a page of another origin, in a real browser', { timeout: 180_000 }, () => {
  let api: TestApi;
  let other: LocalServer;
  let browser: OpenedBrowser;
  let page: Page;
  let before: Readonly<Record<string, string>>;
  /** Answers of the API to what is no reading, with what the browser said of where the request came from. */
  let answers: Promise<{ readonly what: string; readonly status: number; readonly site: string | null }>[] = [];

  beforeAll(async () => {
    api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '10000' });
    other = await listenLocally();
    other.handleWith((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>Elsewhere</title><body></body>');
    });
    browser = await openBrowser({ origin: api.url });
    page = browser.page;
    const admin = await aPerson(api, ['admin', 'curator', 'employee', 'compliance']);
    const [name = '', value = ''] = (await aSession(api, admin)).split('=');
    await page.context().addCookies([{ name, value, url: api.url, httpOnly: true, sameSite: 'Lax' }]);
    before = await allRows(api);
    page.on('response', (response) => {
      const request = response.request();
      if (!response.url().startsWith(api.url) || ['GET', 'OPTIONS'].includes(request.method())) return;
      const what = `${request.method()} ${new URL(response.url()).pathname}`;
      const site = request.allHeaders().then(
        (headers) => headers['sec-fetch-site'] ?? null,
        // A beacon outlives the page that sent it.
        () => null,
      );
      answers.push(site.then((from) => ({ what, status: response.status(), site: from })));
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await other?.close();
    await api?.close();
  });

  /** Another site, and another port of the same one, to which the browser does send the cookie. */
  const origins = () => [['cross-site', other.url.replace('127.0.0.1', 'localhost')] as const, ['same-site', other.url] as const];
  const isSignedIn = async () => {
    await page.goto(`${api.url}/api/v1/me`);
    return (await page.locator('body').textContent())?.includes('"userId"') === true;
  };
  const nothingChanged = async () => {
    expect(await allRows(api)).toEqual(before);
    expect(await isSignedIn()).toBe(true);
  };

  test('knows routes enough to be a test, and its cookie is one', async () => {
    expect(writes.length).toBeGreaterThan(60);
    expect(reads.length).toBeGreaterThan(35);
    expect(await isSignedIn()).toBe(true);
  });

  test('changes and reads nothing by fetch, beacons and pictures', async () => {
    for (const [site, url] of origins()) {
      answers = [];
      await page.goto(url);
      expect(await page.evaluate(tryAll(api.url, reads, writes))).toEqual([]);
      const written = await Promise.all(answers);
      expect(written.filter(({ status }) => status !== 403)).toEqual([]);
      expect(written.filter((one) => one.site !== null && one.site !== undefined && one.site !== site)).toEqual([]);
      await nothingChanged();
    }
  });

  const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'];
  test.each(types)('changes nothing by a form of type %s', async (type) => {
    const targets = [
      '/api/v1/sessions/end-others',
      '/api/auth/sign-out',
      '/api/auth/sign-in/email',
      '/api/auth/change-password',
      '/api/v1/sign-in-link',
      '/api/v1/setup',
      '/api/v1/admin/users',
      '/api/v1/admin/invitations',
      '/api/v1/admin/keys',
      '/api/v1/admin/policies',
      '/api/v1/second-factor/remove',
      '/api/v1/collections',
      `/api/v1/collections/col_${'0'.repeat(32)}/documents`,
      // Each type has its share of the targets.
    ].filter((_target, index) => index % types.length === types.indexOf(type));
    for (const [, url] of origins())
      for (const target of targets) {
        await page.goto(url);
        const [response] = await Promise.all([
          page.waitForResponse((one) => one.request().method() === 'POST'),
          page.waitForURL(`${api.url}/**`),
          page.evaluate(`(() => {
            const form = Object.assign(document.createElement('form'), { method: 'post', enctype: ${JSON.stringify(type)}, action: ${JSON.stringify(api.url + target)} });
            form.append(Object.assign(document.createElement('input'), { name: '{"email":"evil@example.com","name":"evil","roles":["admin"],"password":"${password}","x":"', value: '"}' }));
            document.body.append(form);
            form.submit();
          })()`),
        ]);
        expect({ target, status: response.status() }).toEqual({ target, status: 403 });
      }
    await nothingChanged();
  });

  test('changes nothing by leading the browser there, though it sends the cookie then', async () => {
    const url = origins()[1]?.[1] ?? '';
    const waiting = [...new Set(writes.map((one) => one.path))];
    const lead = async () => {
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
        const tab = await page.context().newPage();
        await tab.goto(url);
        await tab.evaluate(`location.href = ${JSON.stringify(api.url + path)}`);
        // What is saved as a file shows no page.
        await tab.waitForURL(`${api.url}/**`, { waitUntil: 'commit', timeout: 3_000 }).catch(() => undefined);
        await tab.close();
      }
    };
    await Promise.all(Array.from({ length: 4 }, lead));
    await nothingChanged();
  });

  test('cannot show it in a frame', async () => {
    const address = `${api.url}/api/docs`;
    await page.goto(address);
    const title = await page.title();
    expect(title).not.toBe('');
    for (const [, url] of origins()) {
      await page.goto(url);
      await page.evaluate(`new Promise((resolve) => {
        const frame = Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(address)}, onload: resolve });
        document.body.append(frame);
      })`);
      const inside = page.frames().find((frame) => frame !== page.mainFrame());
      expect(inside).toBeDefined();
      expect(await inside?.title()).not.toBe(title);
      expect(inside?.url()).not.toBe(address);
    }
  });

  test('and the page itself can do all that, so that none of this was refused for another reason', async () => {
    // Of the pages, only those of the web export may ask the API.
    await page.goto(`${api.url}/sign-in/`);
    const status = await page.evaluate<number>(
      `fetch('/api/v1/sessions/end-others', { method: 'POST' }).then((response) => response.status)`,
    );
    expect(status).toBe(200);
  });
});
