import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aPerson, aSession, password } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { totpCode } from '../support/api/totp-code.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import type { LocalServer } from '../support/oidc/listen.ts';
import { listenLocally } from '../support/oidc/listen.ts';
import { client, serveRealProvider } from '../support/oidc/real-provider.ts';
import { needs, repositoryRoot } from '../support/require.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

describe.runIf(canRun)('signing in, in a real browser', { timeout: 60_000 }, () => {
  let folder: string;
  let provider: LocalServer;
  let api: TestApi;
  let browser: OpenedBrowser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carrel-sign-in-'));
    provider = await listenLocally();
    const file = join(folder, 'providers.json');
    const work = { name: 'work', label: 'Work account', issuer: provider.url, clientId: client.id, clientSecret: client.secret };
    await writeFile(file, JSON.stringify({ providers: [{ ...work, unknownPeople: 'create' }] }));
    api = await startTestApi({ CARREL_OIDC_FILE: file, CARREL_SIGN_INS_PER_MINUTE: '1000' });
    const person = { sub: 'sub-1', name: 'Work Person', email: 'work@example.com', groups: [] };
    serveRealProvider(provider, [`${api.url}/api/auth/oidc/work/callback`], [person]);
    browser = await openBrowser({ origin: api.url });
    page = browser.page;
    page.setDefaultTimeout(20_000);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await api?.close();
    await provider?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const enter = async (email: string, secret = password) => {
    await page.context().clearCookies();
    await page.goto(`${api.url}/sign-in/`);
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(secret);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const atDesk = () => page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();

  test('a password is masked, can be pasted, and is known to managers of passwords', async () => {
    const person = await aPerson(api);
    await page.goto(`${api.url}/sign-in/`);
    const field = page.getByLabel('Password');
    expect(await field.getAttribute('type')).toBe('password');
    expect(await field.getAttribute('autocomplete')).toBe('current-password');
    expect(await page.getByLabel('E-mail address').getAttribute('autocomplete')).toBe('username');
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(password)})`);
    await page.getByLabel('E-mail address').fill(person.email);
    await field.focus();
    await page.keyboard.press('ControlOrMeta+V');
    expect(await field.inputValue()).toBe(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await atDesk();
  });

  test('a second factor is set up with the code of the screen, and asked for at the next sign-in', async () => {
    const person = await aPerson(api);
    await enter(person.email);
    await atDesk();
    await page.goto(`${api.url}/settings/`);
    await page.getByRole('button', { name: 'Set up' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Your password').fill(password);
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
    const secret = (await dialog.locator('code').textContent()) ?? '';
    await dialog.getByLabel('Code that the app shows').fill('000000');
    await dialog.getByRole('button', { name: 'Turn on' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('Code that the app shows').fill(totpCode(secret));
    await dialog.getByRole('button', { name: 'Turn on' }).click();
    await dialog.locator('li').nth(9).waitFor();
    const codes = await dialog.locator('li').allTextContents();
    expect(codes).toHaveLength(10);
    await dialog.getByRole('button', { name: 'I have kept the codes' }).click();
    await page.getByRole('button', { name: 'New recovery codes' }).waitFor();

    await enter(person.email);
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await page.getByLabel('Code').fill('000000');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The code is not right').waitFor();
    await page.getByRole('button', { name: 'The phone is not at hand' }).click();
    await page.getByLabel('Recovery code').fill(codes[0] ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await atDesk();
  });

  test('an admin invites, the guest sets a password by the link and is in', async () => {
    const admin = await aPerson(api, ['admin', 'employee']);
    await enter(admin.email);
    await atDesk();
    await page.getByRole('link', { name: 'People and rights' }).click();
    await page.getByRole('link', { name: 'Invitations' }).click();
    await page.getByText('Nobody is waiting to come in.').waitFor();
    await page.getByLabel('E-mail address').fill('guest@example.com');
    await page.getByRole('button', { name: 'Make the link' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'The link for guest@example.com' }).waitFor();
    const link = (await dialog.locator('code').textContent()) ?? '';
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('listitem').filter({ hasText: 'guest@example.com' }).waitFor();

    await page.context().clearCookies();
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByLabel('Your name').fill('A Guest');
    await page.getByLabel('Password').fill('password1234');
    await page.getByRole('button', { name: 'Save and begin' }).click();
    await page.getByText('among those that are tried first').waitFor();
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Save and begin' }).click();
    await atDesk();
    await enter('guest@example.com');
    await atDesk();
  });

  test('something sensitive asks for the password again, and goes on by itself', async () => {
    const admin = await aPerson(api, ['admin', 'employee']);
    await enter(admin.email);
    await atDesk();
    await api.api.composed.store.kysely
      .updateTable('session')
      .set({ confirmedAt: '2026-01-01T00:00:00.000Z' })
      .where('userId', '=', admin.id)
      .execute();
    await page.goto(`${api.url}/invitations/`);
    await page.getByLabel('E-mail address').fill('second@example.com');
    await page.getByRole('button', { name: 'Make the link' }).click();
    const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
    await dialog.getByLabel('Your password').fill('not the right password');
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await dialog.getByText('The password is not right.').waitFor();
    await dialog.getByLabel('Your password').fill(password);
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'The link for second@example.com' }).waitFor();
  });

  test('another session is seen in Settings and ended there', async () => {
    const person = await aPerson(api);
    const elsewhere = await aSession(api, person, { 'user-agent': 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0' });
    await enter(person.email);
    await atDesk();
    await page.goto(`${api.url}/settings/`);
    const row = page.getByRole('listitem').filter({ hasText: 'Firefox on Android' });
    await row.getByRole('button', { name: 'Sign out' }).click();
    await row.waitFor({ state: 'detached' });
    expect((await api.request('/api/v1/me', { cookie: elsewhere })).status).toBe(401);
    await page.getByText('this browser').waitFor();
  });

  test('nothing so far broke the policy of the page or asked another host', () => {
    expect(browser.breaches).toEqual([]);
  });

  test('single sign-on leads to the provider and back to the page that was wanted', async () => {
    await page.context().clearCookies();
    await page.goto(`${api.url}/documents/`);
    await page.getByRole('button', { name: 'Continue with Work account' }).click();
    await page.waitForURL(`${provider.url}/**`);
    await page.locator('input[name="login"]').fill('sub-1');
    await page.locator('input[name="password"]').fill('any');
    await page.locator('button[type="submit"]').click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${api.url}/documents/`);
    await page.getByRole('button', { name: 'Account: Work Person' }).waitFor();
    await page.goto(`${api.url}/sign-in/?problem=SIGN_ON_UNKNOWN`);
    await page.getByText('Nobody here belongs to that account yet.').waitFor();
  });

  test('a page of another site can neither write nor sign anybody in or out', async () => {
    const person = await aPerson(api);
    await enter(person.email);
    await atDesk();
    const other = await listenLocally();
    const evil = other.url.replace('127.0.0.1', 'localhost');
    const forms = [
      ['/api/v1/sessions/end-others', ''],
      ['/api/auth/sign-out', ''],
      ['/api/auth/sign-in/email', '<input name="email" value="attacker@example.com"><input name="password" value="x">'],
    ] as const;
    other.handleWith((request, response) => {
      const index = Number(new URL(request.url ?? '/', evil).searchParams.get('form'));
      const [path, inputs] = forms[index] ?? ['', ''];
      const text = `<form method="post" enctype="text/plain" action="${api.url}${path}">${inputs}</form>`;
      response.writeHead(200, { 'content-type': 'text/html' }).end(text);
    });
    try {
      for (const [index] of forms.entries()) {
        await page.goto(`${evil}/?form=${index}`);
        const [response] = await Promise.all([
          page.waitForResponse((one) => one.request().method() === 'POST'),
          page.waitForURL(`${api.url}/**`),
          page.evaluate('document.forms[0].submit()'),
        ]);
        expect(response.status()).toBe(403);
      }
      await page.goto(evil);
      const outcome = await page.evaluate<string>(
        `fetch('${api.url}/api/v1/me', { credentials: 'include' }).then((it) => it.text(), () => 'refused')`,
      );
      expect(outcome).toBe('refused');
      const write = `fetch('${api.url}/api/v1/sessions/end-others', { method: 'POST', mode: 'no-cors', credentials: 'include' }).then(() => 'sent', () => 'refused')`;
      await page.evaluate(write);
      await page.goto(`${api.url}/settings/`);
      await page.getByText('this browser').waitFor();
    } finally {
      await other.close();
    }
  });
});
