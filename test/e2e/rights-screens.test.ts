import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { groupDetailSchema, policySchema } from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import type { CannedModelServer } from '../support/api/canned-model-server.ts';
import { startCannedModelServer } from '../support/api/canned-model-server.ts';
import type { TestPerson } from '../support/api/people.ts';
import { aPerson, aSession, password } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { axeFindings } from '../support/axe-findings.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser, viewports } from '../support/browser.ts';
import type { LocalServer } from '../support/oidc/listen.ts';
import { listenLocally } from '../support/oidc/listen.ts';
import { client, serveRealProvider } from '../support/oidc/real-provider.ts';
import { needs, repositoryRoot } from '../support/require.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

const sentence = 'Employees may take sixteen weeks of parental leave at full pay.';
const createdSchema = z.object({ id: z.string() });
const collectionSchema = z.object({ id: collectionIdSchema, defaultPolicyId: policyIdSchema });
/** CSS pixels: the narrowest window that is promised. */
const narrowestPx = 360;

describe.runIf(canRun)('people and rights, in a real browser', { timeout: 120_000 }, () => {
  let folder: string;
  let provider: LocalServer;
  let model: CannedModelServer;
  let api: TestApi;
  let browser: OpenedBrowser;
  let page: Page;
  let admin: TestPerson;
  let documentId: string;
  let collectionId: string;

  const post = async (path: string, body: object) => (await api.owner(path, { method: 'POST', body })).json;
  const go = (path: string) => page.goto(api.url + path);
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const dialog = () => page.getByRole('dialog');
  const enter = async (person: TestPerson) => {
    await page.context().clearCookies();
    await go('/sign-in/');
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByLabel('Password').fill(password);
    await button('Sign in').click();
    await page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();
  };
  const aNamedPerson = async (name: string): Promise<TestPerson> => {
    const person = await aPerson(api);
    await api.api.composed.store.read.identity.updateUser(person.id, { name, email: person.email, at: new Date().toISOString() });
    return { ...person, name };
  };
  const mayRead = async (cookie: string) => (await api.request(`/api/v1/documents/${documentId}`, { cookie })).status === 200;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carrel-rights-'));
    [provider, model] = [await listenLocally(), await startCannedModelServer((send) => send(`${sentence.slice(0, -1)} [1]. And`))];
    const file = join(folder, 'providers.json');
    const common = { clientId: client.id, clientSecret: client.secret };
    const work = { ...common, name: 'work', label: 'Work account', issuer: provider.url, groups: { eng: 'Engineering' } };
    const stale = {
      ...work,
      name: 'stale',
      label: 'Old account',
      clientSecret: 'an old one',
      issuer: provider.url.replace('127.0.0.1', 'localhost'),
    };
    await writeFile(file, JSON.stringify({ providers: [work, stale] }));
    api = await startTestApi({ CARREL_OIDC_FILE: file, CARREL_SIGN_INS_PER_MINUTE: '1000', CARREL_LLM: model.url });
    serveRealProvider(provider, [`${api.url}/api/auth/oidc/work/callback`], []);
    const policy = policySchema.parse(await post('/api/v1/admin/policies', { name: 'Human resources', label: 'confidential' }));
    const collection = collectionSchema.parse(await post('/api/v1/collections', { name: 'Leave' }));
    ({ id: collectionId } = collection);
    await api.api.composed.store.read.collections.update(collection.id, { defaultPolicyId: policyIdSchema.parse(policy.id) });
    const place = { collectionId: collection.id, policyId: policyIdSchema.parse(policy.id) };
    ({ documentId } = await api.publishText({ ...place, path: 'leave.txt', text: sentence }));
    admin = await aPerson(api, ['admin', 'employee']);
    browser = await openBrowser({ origin: api.url });
    page = browser.page;
    page.setDefaultTimeout(30_000);
    await enter(admin);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await api?.close();
    await Promise.all([provider?.close(), model?.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** Looks at the screen at a desk and on a phone, light and dark, and at the narrowest. */
  async function expectSound(): Promise<void> {
    for (const [viewport, size] of Object.entries(viewports)) {
      await page.setViewportSize(size);
      for (const theme of ['dark', 'light']) {
        await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
        expect.soft(await axeFindings(page), `${viewport}, ${theme}`).toEqual([]);
      }
    }
    await page.setViewportSize({ width: narrowestPx, height: 640 });
    expect.soft(await page.evaluate<number>('document.documentElement.scrollWidth'), 'width of the page').toBeLessThanOrEqual(narrowestPx);
    await page.setViewportSize(viewports.desk);
  }

  test('people are found, given roles after a fresh proof, signed out, switched off and on', async () => {
    const person = await aNamedPerson('Rahel Reader');
    const cookie = await aSession(api, person);
    await go('/people/');
    await page.getByRole('searchbox', { name: 'Find a person' }).fill('rahel');
    await page.getByText('1 person', { exact: true }).waitFor();
    await page.getByRole('row').filter({ hasText: 'Rahel Reader' }).click();
    await page.getByRole('heading', { name: 'Rahel Reader' }).waitFor();
    await button('End').waitFor();
    await expectSound();

    await api.api.composed.store.kysely
      .updateTable('session')
      .set({ confirmedAt: '2026-01-01T00:00:00.000Z' })
      .where('userId', '=', admin.id)
      .execute();
    await page.getByLabel('curator').check();
    await button('Save the roles').click();
    await dialog().getByLabel('Your password').fill(password);
    await dialog().getByRole('button', { name: 'Continue' }).click();
    await button('Save the roles').waitFor({ state: 'detached' });
    expect((await api.owner(`/api/v1/admin/users/${person.id}`)).json).toMatchObject({ roles: ['curator', 'employee'] });

    await button('End').click();
    await page.getByText('Signed in nowhere.').waitFor();
    expect((await api.request('/api/v1/me', { cookie })).status).toBe(401);

    await button('Switch off').click();
    await dialog().getByRole('button', { name: 'Switch off' }).click();
    await page.getByText('Switched off: no sign-in, no key, no document.').waitFor();
    await page.getByRole('radio', { name: 'Switched off' }).click();
    await page.getByRole('row').filter({ hasText: 'Rahel Reader' }).waitFor();
    await button('Switch on').click();
    await page.getByText('here since').waitFor();
    await page.getByText('Nobody matches.').waitFor();
  });

  test('a group in a group is a way to read, and the matrix gives and takes it', async () => {
    const person = await aNamedPerson('Tariq Teamer');
    const cookie = await aSession(api, person);
    await go('/groups/');
    await page.getByText('There are no groups yet.').waitFor();
    for (const name of ['Company', 'Team']) {
      await button('New group').click();
      await dialog().getByLabel('Name').fill(name);
      await dialog().getByRole('button', { name: 'New group' }).click();
      await page.getByRole('heading', { name, exact: true }).waitFor();
    }
    const put = async (words: string, name: string) => {
      await page.getByRole('combobox', { name: 'Add a person or a group' }).fill(words);
      await page.getByRole('option', { name: new RegExp(`^${name} `) }).waitFor();
      await page.keyboard.press('Enter');
      await button('Add').click();
      await page.getByRole('button', { name: `Take out: ${name}` }).waitFor();
    };
    await put('tariq', 'Tariq Teamer');
    await page.getByRole('row').filter({ hasText: 'Company' }).click();
    await page.getByRole('heading', { name: 'Company', exact: true }).waitFor();
    await put('tea', 'Team');
    await page.getByRole('heading', { name: 'Everybody whom a grant reaches (1)' }).waitFor();
    await page.getByText('by Team').waitFor();
    await expectSound();

    expect(await mayRead(cookie)).toBe(false);
    await go('/access/');
    const cell = (group: string, right: string) => button(`${group} in Leave: ${right}`);
    await cell('Company', 'nothing').click();
    await dialog().getByRole('radio', { name: 'read' }).click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await cell('Company', 'read').waitFor();
    await cell('Team', 'read via Company').waitFor();
    expect(await mayRead(cookie)).toBe(true);
    await expectSound();

    await cell('Company', 'read').click();
    await dialog().getByRole('radio', { name: 'nothing' }).click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await cell('Company', 'nothing').waitFor();
    expect(await mayRead(cookie)).toBe(false);
    await button('Curators of Leave').click();
    await dialog().getByRole('combobox').fill('team');
    await page.getByRole('option', { name: 'Team group' }).click();
    await dialog().getByRole('button', { name: 'Add' }).click();
    await dialog().getByRole('button', { name: 'Take out: Team' }).waitFor();
    await dialog().getByRole('button', { name: 'Close' }).click();
  });

  test('why may this person read it: the chain of grants, now and at a moment of the past', async () => {
    const person = await aNamedPerson('Ines Insider');
    const aGroup = async (name: string, member: string) => {
      const { id } = groupDetailSchema.parse(await post('/api/v1/admin/groups', { name }));
      await post(`/api/v1/admin/groups/${id}/members`, { member });
      return id;
    };
    await aGroup('Laboratory', await aGroup('Night shift', person.id));
    await go('/policies/');
    await page.getByRole('row').filter({ hasText: 'Human resources' }).click();
    await page.getByRole('combobox', { name: 'To whom' }).fill('labor');
    await page.getByRole('option', { name: 'Laboratory' }).click();
    await button('Grant').click();
    await page.getByText('Laboratory may read').waitFor();
    await expectSound();

    await post(`/api/v1/admin/policies/${await policyOfCollection()}/grants`, { principal: admin.id });
    await go(`/documents/?doc=${documentId}`);
    await button('Details').click();
    await page.getByRole('link', { name: 'Who may read this' }).click();
    await page.getByRole('listitem').filter({ hasText: admin.email }).getByText('named directly').waitFor();
    const row = page.getByRole('listitem').filter({ hasText: 'Ines Insider' });
    await row.waitFor();
    expect((await row.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/Night shift Laboratory may read · Human resources since/);
    await expectSound();
    await page.getByRole('radio', { name: 'A past moment' }).click();
    await page.getByLabel('Moment').fill('2026-01-01T12:00');
    await page.getByText('There was no such document then').waitFor();

    await go(`/people/?person=${person.id}`);
    await page.getByText('may read · Human resources').waitFor();
    await page.getByRole('radio', { name: 'A past moment' }).click();
    await page.getByLabel('Moment').fill('2026-01-01T12:00');
    await page.getByText('Nothing: no grant reaches this person.').waitFor();

    await go('/policies/');
    await page.getByRole('row').filter({ hasText: 'Human resources' }).click();
    await button('End: Laboratory may read').click();
    await dialog().getByRole('button', { name: 'End' }).click();
    await button('End: Laboratory may read').waitFor({ state: 'detached' });
    await page.getByText('Ended grants (2)').waitFor();
    await go('/readers/');
    await page.getByRole('searchbox', { name: /Find a document/ }).fill('leave');
    await button(/leave\.txt/).click();
    await page.getByText('1 person', { exact: true }).waitFor();
    expect(await page.getByText('Ines Insider').count()).toBe(0);
  });

  test('a key is made, shown once, works, and does not work any more when it is revoked', async () => {
    await go('/keys/');
    await button('Make a key').click();
    await dialog().getByLabel('What it is for').fill('Nightly export');
    await dialog().getByRole('button', { name: 'Make a key' }).click();
    await dialog().getByRole('heading', { name: 'Your new key' }).waitFor();
    const secret = (await dialog().locator('code').textContent()) ?? '';
    await dialog().getByRole('button', { name: 'Copy the key' }).click();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(secret);
    await page.keyboard.press('Escape');
    await dialog().getByRole('button', { name: 'I have kept the key' }).click();
    const search = () => api.request('/api/v1/search', { method: 'POST', key: secret, body: { query: 'leave' } });
    expect((await search()).status).toBe(200);
    expect(await page.content()).not.toContain(secret);
    await go('/keys/');
    const row = page.getByRole('listitem').filter({ hasText: 'Nightly export' }).first();
    await row.getByText('last used').waitFor();
    await expectSound();
    await row.getByRole('button', { name: 'Revoke' }).click();
    await dialog().getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Nightly export').first().waitFor({ state: 'detached' });
    expect((await search()).status).toBe(401);
  });

  test('a service is added, and comes by the key of its page', async () => {
    await go('/people/');
    await button('Add a service').click();
    await dialog().getByLabel('Name of the service').fill('Importer');
    await dialog().getByRole('button', { name: 'Add' }).click();
    await page.getByRole('heading', { name: 'Importer' }).waitFor();
    await button('Make a key').click();
    await dialog().getByLabel('What it is for').fill('import');
    await dialog().getByRole('button', { name: 'Make a key' }).click();
    const secret = (await dialog().locator('code').textContent()) ?? '';
    await dialog().getByRole('button', { name: 'I have kept the key' }).click();
    const { id } = createdSchema.parse({ id: new URL(page.url()).searchParams.get('person') });
    expect((await api.request('/api/v1/me', { key: secret })).json).toMatchObject({ userId: id, name: 'Importer' });
  });

  test('an identity provider is tested: in order, or what is wrong and what to do', async () => {
    await go('/sign-on/');
    const card = (name: string) => page.getByRole('article', { name });
    await card('Work account').getByRole('button', { name: 'Test' }).click();
    await card('Work account').getByText('People can sign in.').waitFor();
    await card('Old account').getByRole('button', { name: 'Test' }).click();
    await card('Old account').getByText('Nobody can sign in there now.').waitFor();
    await card('Old account').getByText('Copy its name into CARREL_OIDC_FILE exactly').waitFor();
    await card('Old account').getByText('does not accept the client id or the client secret').waitFor();
    expect(await page.content()).not.toContain(client.secret);
    await expectSound();
    const person = await aNamedPerson('Somebody Elsewhere');
    const cookie = await aSession(api, person);
    await go('/sign-on/');
    await button('End: Somebody Elsewhere').click();
    await button('End: Somebody Elsewhere').waitFor({ state: 'detached' });
    expect((await api.request('/api/v1/me', { cookie })).status).toBe(401);
  });

  test('the pages say for whom they are, and speak German', async () => {
    const person = await aPerson(api, ['employee']);
    await enter(person);
    await go('/people/');
    await page.getByRole('heading', { name: 'This page is for administrators' }).waitFor();
    await expectSound();
    await page.evaluate(`localStorage.setItem('carrel.language', 'de')`);
    await go('/people/');
    await page.getByRole('heading', { name: 'Diese Seite ist für die Verwaltung' }).waitFor();
    await page.evaluate(`localStorage.removeItem('carrel.language')`);
  });

  test('an answer that streams to somebody ends within a second when they are switched off', async () => {
    const person = await aNamedPerson('Quirin Question');
    await post(`/api/v1/admin/policies/${await policyOfCollection()}/grants`, { principal: person.id });
    await page.goto('about:blank');
    await enter(person);
    await page.getByRole('textbox', { name: 'Question' }).fill('How many weeks of parental leave may employees take?');
    await page.keyboard.press('Enter');
    await page.getByText('sixteen weeks of parental leave').first().waitFor();
    const offAt = performance.now();
    const off = await api.owner(`/api/v1/admin/users/${person.id}`, { method: 'PATCH', body: { isActive: false } });
    expect(off.status).toBe(200);
    // The model is told to stop, and the page leads to the sign-in by itself.
    expect((await model.stopped) - offAt).toBeLessThan(1500);
    await page.waitForURL(`${api.url}/sign-in/**`);
    await page.getByLabel('Password').waitFor();
    expect(await page.getByText('sixteen weeks').count()).toBe(0);
  });

  test('nothing broke the policy of the page or asked another host', () => {
    expect(browser.breaches).toEqual([]);
  });

  async function policyOfCollection(): Promise<string> {
    const found = await api.api.composed.store.read.collections.find(collectionIdSchema.parse(collectionId));
    return found?.defaultPolicyId ?? '';
  }
});
