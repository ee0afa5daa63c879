import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '@carrel/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe-findings.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import type { CarrelProcess } from '../support/carrel-process.ts';
import { repositoryRoot, startCarrel } from '../support/carrel-process.ts';
import { needs } from '../support/require.ts';
import { ask, isInView, sampleDocuments, sampleIsPublished, setUpByLink } from './page-steps.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

const colleague = { name: 'A Colleague', email: 'colleague@example.com', password: 'another quiet reading desk' } as const;
const marked = 'mark[data-current="true"]';

describe.runIf(canRun)('what is done with answers, results and documents', { timeout: 60_000 }, () => {
  let carrel: CarrelProcess;
  let browser: OpenedBrowser;
  let other: OpenedBrowser;
  let page: Page;
  let link: string;

  beforeAll(async () => {
    carrel = await startCarrel({ isSampleLoaded: true, env: { CARREL_MODELS_DIR: '' } });
    browser = await openBrowser({ origin: carrel.url });
    other = await openBrowser({ origin: carrel.url, viewport: 'phone', theme: 'dark' });
    page = browser.page;
    for (const one of [page, other.page]) one.setDefaultTimeout(20_000);
    await sampleIsPublished(carrel.client, sampleDocuments);
    await setUpByLink(page, carrel.signInUrl);
    await carrel.client.call(routes.createUser, { body: { ...colleague, roles: ['employee'] } });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await other?.close();
    await carrel?.stop();
  });

  test('a question is changed and asked again; the first answer stays', async () => {
    await ask(page, 'When do carried vacation days expire?');
    await page.getByRole('button', { name: 'The record' }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'When do carried vacation days expire?' }).hover();
    await page.getByRole('button', { name: 'Change the question' }).click();
    const editor = page.getByRole('textbox', { name: 'The changed question' });
    expect(await editor.inputValue()).toBe('When do carried vacation days expire?');
    await editor.fill('How long are daily backups kept?');
    await editor.press('Enter');
    await page.getByRole('button', { name: 'The record' }).nth(1).waitFor();
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(
      expect.arrayContaining(['When do carried vacation days expire?', 'How long are daily backups kept?']),
    );
  });

  test('an answer is shared by a link, with what that means said before', async () => {
    await page.getByRole('button', { name: 'Share' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Share this answer' });
    await dialog.getByText(/may read all documents behind this answer/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    link = await dialog.getByLabel('Link to this answer').inputValue();
    expect(link).toMatch(/\/answer\/\?a=ans_[0-9a-f]{32}$/);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Shared' }).waitFor();
  });

  test('a colleague who is signed out is led through the sign-in to the answer, and to its source', async () => {
    await other.page.goto(link);
    await other.page.getByLabel('E-mail address').fill(colleague.email);
    await other.page.getByLabel('Password').fill(colleague.password);
    await other.page.getByRole('button', { name: 'Sign in' }).click();
    await other.page.getByText('Asked by Library Owner').waitFor();
    expect(await other.page.locator('figure blockquote').first().innerText()).toContain('Carried days expire on 31 March.');
    expect(await other.page.getByRole('button', { name: /helpful/i }).count()).toBe(0);
    expect(await axeFindings(other.page)).toEqual([]);
    await other.page.locator('[data-citation]').first().click();
    await other.page.locator(marked).first().waitFor();
  });

  test('a link that was ended looks like one that never was', async () => {
    await page.getByRole('button', { name: 'Shared' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End sharing' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make the link' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    for (const address of [link, `${carrel.url}/answer/?a=ans_${'0'.repeat(32)}`, `${carrel.url}/answer/`]) {
      await other.page.goto(address);
      await other.page.getByText('There is no answer at this link').waitFor();
    }
    expect(await axeFindings(other.page)).toEqual([]);
  });

  test('results are narrowed with counts, sorted, and the address keeps it', async () => {
    await page.goto(`${carrel.url}/search/?q=${encodeURIComponent('hotel night limit')}`);
    await page.locator('[data-result="0"]').waitFor();
    const groups = page.getByRole('group', { name: 'Passages found' }).getByRole('heading', { level: 2 });
    const before = await groups.count();
    expect(before).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'Type', exact: true }).click();
    const pdf = page.getByRole('menuitemcheckbox', { name: /^✓?\s*PDF/ });
    const count = Number(/\d+$/.exec((await pdf.innerText()).trim())?.[0]);
    expect(count).toBeGreaterThan(0);
    await pdf.click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Type: PDF/ }).waitFor();
    await expect.poll(() => groups.count()).toBe(count);
    expect(await axeFindings(page)).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: /^Type: PDF/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('kind')).toBe('application/pdf');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await expect.poll(() => groups.count()).toBe(before);

    await page.getByRole('button', { name: /^Sort/ }).click();
    await page.getByRole('menuitemcheckbox', { name: 'by title' }).click();
    await page.keyboard.press('Escape');
    await expect
      .poll(async () => {
        const titles = await groups.locator('span:first-child').allInnerTexts();
        // The first by title: other documents than the best ones, so their number may differ.
        return titles.length > 1 && titles.join() === titles.toSorted((a, b) => a.localeCompare(b)).join();
      })
      .toBe(true);
  });

  test('words are found within a document, in text and on pages', async () => {
    const { items } = await carrel.client.call(routes.listDocuments, { query: { text: 'vacation.md' } });
    await page.goto(`${carrel.url}/documents/?doc=${items[0]?.id ?? ''}`);
    await page.getByRole('columnheader', { name: 'Country' }).waitFor();
    await page.locator('body').press('f');
    const box = page.getByRole('searchbox', { name: 'Find in this document' });
    await box.fill('days');
    const state = page.locator('search [role="status"]');
    await expect.poll(() => state.innerText()).toMatch(/^1 of \d+$/);
    expect((await page.locator(marked).first().innerText()).toLowerCase()).toBe('days');
    await box.press('Enter');
    await expect.poll(() => state.innerText()).toMatch(/^2 of/);
    await box.press('Shift+Enter');
    await box.press('Shift+Enter');
    await expect.poll(() => state.innerText()).toMatch(/^(\d+) of \1$/);
    expect(await isInView(page, marked)).toBe(true);
    await box.fill('no such words');
    await expect.poll(() => state.innerText()).toBe('not found');
    expect(await axeFindings(page)).toEqual([]);
    await box.press('Escape');
    await box.waitFor({ state: 'detached' });
    expect(await page.locator(marked).count()).toBe(0);

    const pdf = await carrel.client.call(routes.listDocuments, { query: { text: 'travel-and-expenses-2026.pdf' } });
    await page.goto(`${carrel.url}/documents/?doc=${pdf.items[0]?.id ?? ''}`);
    await page.locator('.pdf-page[aria-busy="false"]').first().waitFor();
    await page.getByRole('button', { name: 'Find in this document' }).click();
    await box.fill('165 eur');
    await page.locator('.pdf-mark[data-current="true"]').first().waitFor();
  });

  test('the outline leads to a heading, by an address that can be passed on', async () => {
    const { items } = await carrel.client.call(routes.listDocuments, { query: { text: 'vacation.md' } });
    await page.goto(`${carrel.url}/documents/?doc=${items[0]?.id ?? ''}`);
    await page.getByRole('columnheader', { name: 'Country' }).waitFor();
    await page.getByRole('button', { name: 'Outline' }).click();
    const heading = page.getByRole('menuitem').last();
    const name = (await heading.innerText()).trim();
    await heading.click();
    await page.locator(marked).first().waitFor();
    expect(await page.locator(marked).first().innerText()).toBe(name);
    await page.reload();
    await page.locator(marked).first().waitFor();
    expect(await isInView(page, marked)).toBe(true);
  });

  test('several documents are chosen, and deleted together after saying what that destroys', async () => {
    await page.goto(`${carrel.url}/documents/`);
    const files = ['one', 'two', 'three'].map((name) => ({
      name: `bulk-${name}.md`,
      mimeType: 'text/markdown',
      buffer: Buffer.from(`# Bulk ${name}\n\nWords of ${name}.\n`),
    }));
    await page.locator('input[name="files"]').setInputFiles(files);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Operations/ })
      .click();
    await page.getByRole('button', { name: 'Clear the list' }).click({ timeout: 40_000 });
    await page.getByRole('searchbox', { name: 'Filter by title or path' }).fill('bulk-');
    await expect.poll(() => page.getByRole('row').count()).toBe(3);
    for (const name of ['one', 'three']) await page.getByRole('checkbox', { name: `Choose Bulk ${name}` }).check();
    const bar = page.getByRole('group', { name: 'The chosen documents' });
    await bar.getByText('2 documents chosen').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.getByRole('complementary', { name: 'Document' }).count()).toBe(0);
    await bar.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete 2 documents?' });
    await dialog.getByText(/cannot be brought back/).waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => page.getByRole('row').count()).toBe(1);
    await page.getByRole('row').filter({ hasText: 'bulk-two.md' }).waitFor();
    await bar.waitFor({ state: 'detached' });
  });

  test('nothing was asked of another host, and the policy of the page was never broken', () => {
    expect([...browser.breaches, ...other.breaches]).toEqual([]);
  });
});
