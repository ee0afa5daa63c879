import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '@carrel/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import type { CarrelProcess } from '../support/carrel-process.ts';
import { repositoryRoot, startCarrel } from '../support/carrel-process.ts';
import { needs } from '../support/require.ts';
import { ask, isInView, sampleDocuments, sampleIsPublished, setUpByLink, signInByPassword } from './page-steps.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

describe.runIf(canRun)('the journey on a phone, without any model', { timeout: 60_000 }, () => {
  let carrel: CarrelProcess;
  let browser: OpenedBrowser;
  let page: Page;

  beforeAll(async () => {
    carrel = await startCarrel({ isSampleLoaded: true, env: { CARREL_MODELS_DIR: '' } });
    browser = await openBrowser({ origin: carrel.url, viewport: 'phone', theme: 'dark' });
    page = browser.page;
    page.setDefaultTimeout(20_000);
    await sampleIsPublished(carrel.client, sampleDocuments);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await carrel?.stop();
  });

  const aside = () => page.getByRole('complementary', { name: 'Document' });
  const openMenu = () => page.getByRole('button', { name: 'Open the menu' }).click();

  test('the link works once, the password again and again', async () => {
    await setUpByLink(page, carrel.signInUrl);
    await page.context().clearCookies();
    await page.goto('about:blank');
    await page.goto(carrel.signInUrl);
    await page.getByText('This link does not work any more').waitFor();
    await page.getByRole('button', { name: 'Sign in with a password' }).click();
    await page.getByLabel('E-mail address').fill('owner@example.com');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This e-mail address and password do not fit together.').waitFor();
    await signInByPassword(page, carrel.url);
  });

  test('no screen is wider than the phone', async () => {
    for (const path of ['/', '/search/', '/documents/', '/audit/', '/models/', '/settings/']) {
      await page.goto(carrel.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(390);
    }
  });

  test('without a language model an answer is quoted, and says so', async () => {
    await page.goto(carrel.url);
    await page.getByText('No language model is in use: answers are quoted from the documents.').waitFor();
    await ask(page, 'What is the limit for a hotel night?');
    await page.getByText('No language model is in use: these passages answer best.').waitFor();
    expect(await page.locator('figure blockquote').count()).toBeGreaterThan(0);
  });

  test('a citation opens the document as a screen of its own, and going back leads to the answer', async () => {
    await page.locator('[data-citation="1"]').tap();
    await aside().waitFor();
    const box = await aside().boundingBox();
    expect(box).toMatchObject({ x: 0, y: 0, width: 390, height: 844 });
    expect(await page.getByRole('main').isVisible()).toBe(false);
    const marked = '.pdf-mark[data-current="true"], mark[data-current="true"]';
    await page.locator(marked).first().waitFor();
    expect(await isInView(page, marked)).toBe(true);
    await page.goBack();
    await aside().waitFor({ state: 'detached' });
    expect(await page.locator('figure blockquote').first().isVisible()).toBe(true);
  });

  test('the rail is a screen with the conversations', async () => {
    await openMenu();
    await page.getByRole('region', { name: 'Conversations' }).getByRole('link', { name: 'What is the limit for a hotel night?' }).waitFor();
    await page.getByRole('link', { name: 'Search' }).tap();
    await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor();
  });

  test('search opens a result and comes back to the list', async () => {
    await page.getByRole('searchbox', { name: 'Search' }).fill('visitors reception');
    await page.keyboard.press('Enter');
    await page.locator('[data-result="0"]').tap();
    await aside().waitFor();
    await page.getByRole('button', { name: 'Back' }).tap();
    await aside().waitFor({ state: 'detached' });
    expect(await page.locator('[data-result="0"]').isVisible()).toBe(true);
  });

  test('a file is uploaded from the phone', async () => {
    await openMenu();
    await page.getByRole('link', { name: 'Documents' }).tap();
    await page.getByRole('row').first().waitFor();
    await page
      .locator('input[name="files"]')
      .setInputFiles([{ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('Bicycles are kept in the yard.') }]);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Operations/ })
      .tap();
    await page.getByRole('region', { name: 'Uploads' }).getByText('published').waitFor();
    await page.getByRole('row').filter({ hasText: 'note.txt' }).waitFor();
  });

  test('an employee reads and asks, but sees no way to change documents and no audit log', async () => {
    const { signInUrl } = await carrel.client.call(routes.createUser, { body: { name: 'Employee', email: 'employee@example.com' } });
    await page.context().clearCookies();
    await page.goto('about:blank');
    await page.goto(signInUrl ?? '');
    await page.getByRole('heading', { name: 'Welcome, Employee' }).waitFor();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe('employee@example.com');
    await page.getByRole('button', { name: 'Later' }).tap();
    await page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();
    await openMenu();
    await page.getByRole('link', { name: 'Documents' }).waitFor();
    expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Documents' }).tap();
    await page.getByRole('row').first().waitFor();
    expect(await page.getByRole('button', { name: 'Add files' }).count()).toBe(0);
    await page
      .getByRole('row')
      .first()
      .getByRole('button', { name: /^Options for/ })
      .tap();
    await page.getByRole('menuitem', { name: 'Download the original' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Delete' }).count()).toBe(0);
    await page.goto(`${carrel.url}/audit/`);
    await page.getByText('You may not open this').waitFor();
  });

  test('nothing was asked of another host, and the page’s policy was never broken', () => {
    expect(browser.breaches).toEqual([]);
  });
});
