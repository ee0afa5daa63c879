import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '@carrel/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import type { CarrelProcess } from '../support/carrel-process.ts';
import { repositoryRoot, startCarrel } from '../support/carrel-process.ts';
import { needs } from '../support/require.ts';
import { dropFile, owner, signInByPassword } from './page-steps.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

const canteen = '# Canteen\n\n## Opening hours\n\nThe canteen opens at eleven and closes at half past two.\n';

describe.runIf(canRun)('the first run', { timeout: 60_000 }, () => {
  let carrel: CarrelProcess;
  let browser: OpenedBrowser;
  let phone: OpenedBrowser;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carrel-first-folder-'));
    await writeFile(join(folder, 'parking.md'), '# Parking\n\nThe harbour office has forty parking spaces.\n');
    carrel = await startCarrel({ env: { CARREL_MODELS_DIR: '' } });
    browser = await openBrowser({ origin: carrel.url });
    phone = await openBrowser({ origin: carrel.url, viewport: 'phone', theme: 'dark', locale: 'de-DE' });
    page = browser.page;
    for (const one of [page, phone.page]) one.setDefaultTimeout(20_000);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await phone?.close();
    await carrel?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const heading = (name: string) => page.getByRole('heading', { level: 1, name });

  test('begins with the printed link; the owner and the company are set with the keyboard alone', async () => {
    await page.goto(carrel.signInUrl);
    await heading('Who are you?').waitFor();
    await page.getByLabel('Your name').focus();
    await page.keyboard.type(owner.name);
    await page.keyboard.press('Tab');
    await page.keyboard.type(owner.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(owner.password);
    await page.keyboard.press('Enter');
    await heading('What is the company called?').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('What is the company called?');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Tide & Sons');
    await page.keyboard.press('Enter');
    await heading('What can this machine do?').waitFor();
    expect((await carrel.client.call(routes.me, {})).company).toBe('Tide & Sons');
  });

  test('says what the machine can do without a model, and what would fit', async () => {
    await page.getByText('answers are quoted from the documents, word for word').waitFor();
    await page.getByRole('heading', { name: 'That fit here' }).waitFor();
    expect(await page.getByText(/^npx carrel models pull /).count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Go on' }).click();
  });

  test('takes the first files into a collection of the chosen name, and a folder of the server', async () => {
    await heading('Where are the first documents?').waitFor();
    await page.getByLabel('Collection').fill('House rules');
    await dropFile(page, 'canteen.md', canteen);
    await page.getByText('1 document can be searched.').waitFor();
    await page.getByRole('radio', { name: 'A folder on the server' }).click();
    await page.getByLabel('Folder').fill(join(folder, 'nothing here'));
    await page.getByRole('button', { name: 'Watch this folder' }).click();
    await page.locator('main').getByRole('alert').waitFor();
    await page.getByLabel('Folder').fill(folder);
    await page.getByRole('button', { name: 'Watch this folder' }).click();
    await page.getByText('is being read in').waitFor();
    await page.getByText('2 documents can be searched.').waitFor();
    const { items } = await carrel.client.call(routes.listCollections, {});
    expect(items.filter(({ documentCount }) => documentCount > 0).map(({ name }) => name)).toEqual(['House rules']);
  });

  test('suggests a question from what was read in; it stands in the box, and Enter answers it', async () => {
    await page.getByRole('button', { name: 'Go on' }).click();
    await heading('Ask something').waitFor();
    const question = 'What does “Canteen” say about “Opening hours”?';
    await page.getByRole('button', { name: question }).click();
    const box = page.getByRole('textbox', { name: 'Question' });
    await expect.poll(() => box.inputValue()).toBe(question);
    await page.getByRole('banner').getByText('Tide & Sons').waitFor();
    await box.press('Enter');
    await page.getByRole('button', { name: 'The record' }).waitFor();
    await page.locator('[data-citation]').first().waitFor();
  });

  test('is come back to from the settings and by the palette, with what is done marked', async () => {
    await page.goto(`${carrel.url}/settings/`);
    expect(await page.getByLabel('Name of the company').inputValue()).toBe('Tide & Sons');
    await page.getByRole('link', { name: 'Open the first steps' }).click();
    await heading('Who are you?').waitFor();
    await page.getByText(`You sign in as ${owner.name}, with ${owner.email}.`).waitFor();
    const steps = page.getByRole('navigation', { name: 'Steps' }).getByRole('button');
    await expect.poll(() => steps.filter({ hasText: '(done)' }).count()).toBe(4);
    await steps.filter({ hasText: 'Company' }).click();
    await page.getByRole('button', { name: 'Leave out' }).click();
    await heading('What can this machine do?').waitFor();
    await page.goBack();
    await heading('What is the company called?').waitFor();
    await page.getByRole('button', { name: 'To the desk' }).click();
    await page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('first steps');
    await page.getByRole('option', { name: 'First steps' }).click();
    await heading('Who are you?').waitFor();
  });

  test('fits a phone, in German', async () => {
    await phone.context.addCookies(await browser.context.cookies());
    await phone.page.goto(`${carrel.url}/setup/?step=company`);
    await phone.page.getByRole('heading', { level: 1, name: 'Wie heißt die Firma?' }).waitFor();
    await phone.page
      .getByRole('navigation', { name: 'Schritte' })
      .getByRole('button', { name: /Dokumente/ })
      .tap();
    await phone.page.getByRole('heading', { level: 1, name: 'Wo liegen die ersten Dokumente?' }).waitFor();
    expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('is for administrators', async () => {
    const colleague = { name: 'A Colleague', email: 'colleague@example.com', password: owner.password };
    await carrel.client.call(routes.createUser, { body: { ...colleague, roles: ['employee'] } });
    await page.context().clearCookies();
    await signInByPassword(page, carrel.url, colleague.email);
    await page.goto(`${carrel.url}/setup/`);
    await heading('Setting up is for administrators.').waitFor();
    await page.goto(`${carrel.url}/`);
    await page.getByRole('banner').getByText('Tide & Sons').waitFor();
  });

  test('nothing was asked of another host, and the policy of the page was never broken', () => {
    expect([...browser.breaches, ...phone.breaches]).toEqual([]);
  });
});
