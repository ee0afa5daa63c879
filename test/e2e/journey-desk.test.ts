import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '@carrel/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import type { CannedModelServer } from '../support/canned-model-server.ts';
import { chatChunk, doneEvent, eventAnswer, startCannedModelServer } from '../support/canned-model-server.ts';
import type { CarrelProcess } from '../support/carrel-process.ts';
import { repositoryRoot, startCarrel } from '../support/carrel-process.ts';
import { needs } from '../support/require.ts';
import { lockedPdf } from './locked-pdf.ts';
import {
  areOverlapping,
  ask,
  drawnShare,
  dropFile,
  isInView,
  newQuestion,
  sampleDocuments,
  sampleIsPublished,
  setUpByLink,
} from './page-steps.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

const hotel = 'The limit for a hotel is 165 EUR a night, breakfast included.';
const cities = 'For London, Paris, Zurich and New York the limit is 230 EUR a night.';

describe.runIf(canRun)('the journey at a desk', { timeout: 60_000 }, () => {
  let models: CannedModelServer;
  let carrel: CarrelProcess;
  let browser: OpenedBrowser;
  let page: Page;

  beforeAll(async () => {
    models = await startCannedModelServer();
    carrel = await startCarrel({ isSampleLoaded: true, env: { CARREL_LLM: models.url, CARREL_MODELS_DIR: '' } });
    browser = await openBrowser({ origin: carrel.url });
    page = browser.page;
    page.setDefaultTimeout(20_000);
    await sampleIsPublished(carrel.client, sampleDocuments);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await carrel?.stop();
    await models?.close();
  });

  test('the printed link leads through the set-up to the desk', async () => {
    await setUpByLink(page, carrel.signInUrl);
    expect(new URL(page.url()).hash).toBe('');
    await page.getByText(`Carrel looks in ${sampleDocuments} documents of 5 collections`).waitFor();
  });

  test('an answer streams by sentence, and nothing above it moves', async () => {
    models.answerNext(
      '/v1/chat/completions',
      eventAnswer([chatChunk(''), chatChunk(`${hotel} `), chatChunk(cities), chatChunk(null, 'stop'), doneEvent], { pauseMs: 1500 }),
    );
    await ask(page, 'What is the limit for a hotel night?');
    const heading = page.getByRole('heading', { level: 2, name: 'What is the limit for a hotel night?' });
    await page.getByText(/Searched 5 collections · \d+ passages/).waitFor();

    await page.locator('.answer-text').getByText('165 EUR a night').waitFor();
    const place = await page.locator('.answer-text').boundingBox();
    const headingPlace = await heading.boundingBox();
    expect(await page.locator('.answer-text').getByText('230 EUR a night').count()).toBe(0);
    await page.getByRole('button', { name: 'Stop' }).waitFor();

    await page.getByRole('button', { name: 'The record' }).waitFor();
    await page.locator('.answer-text').getByText('230 EUR a night').waitFor();
    expect(await page.locator('.answer-text').boundingBox()).toMatchObject({ x: place?.x, y: place?.y });
    expect(await heading.boundingBox()).toEqual(headingPlace);
    expect(new URL(page.url()).searchParams.get('c')).toMatch(/^conv_/);
  });

  test('a chip says what it cites, and shows the quote when it is pointed at', async () => {
    const chip = page.getByRole('button', { name: /^citation 1, Travel and expenses 2026, page \d+$/ });
    await chip.hover();
    await page.locator('blockquote', { hasText: hotel }).first().waitFor();
    await page.mouse.move(0, 0);
  });

  test('a chip opens the PDF with the cited line marked and in view', async () => {
    await page.locator('[data-citation="1"]').click();
    const mark = page.locator('.pdf-mark[data-current="true"]').first();
    await mark.waitFor();
    await page.locator('.pdf-page[aria-busy="false"]').first().waitFor();
    expect(await isInView(page, '.pdf-mark[data-current="true"]')).toBe(true);

    // The box lies over the very words: pdf.js has laid their text there by its own reckoning.
    const words = page.locator('.pdf-text span', { hasText: '165 EUR' }).first();
    const [box, text] = await Promise.all([mark.boundingBox(), words.boundingBox()]);
    expect(box && text && areOverlapping(box, text)).toBe(true);
    expect(await drawnShare(page)).toBeGreaterThan(0.001);
  });

  test('the borders of passages are drawn on the page, and in the text beside it', async () => {
    await page.getByRole('button', { name: /^Show where each passage begins/ }).click();
    await page.locator('.pdf-chunk[data-chunk="1"]').first().waitFor();
    await page.getByRole('radio', { name: 'Side by side' }).click();
    await page.locator('[data-document-text] .chunk-edge[data-chunk="1"]').waitFor();
    const [pages, text] = await Promise.all(['[data-pdf-pages]', '[data-document-text]'].map((part) => page.locator(part).boundingBox()));
    expect(pages && text && areOverlapping(pages, text)).toBe(false);
    expect(await page.locator('.chunk-edge').count()).toBeGreaterThan(1);
    await page.getByRole('radio', { name: 'Pages' }).click();
    await page.getByRole('button', { name: /^Show where each passage begins/ }).click();
    expect(await page.locator('.pdf-chunk').count()).toBe(0);
  });

  test('] and [ walk through the citations, Esc closes the reader', async () => {
    const at = () => new URL(page.url()).searchParams.get('at');
    const first = at();
    await page.locator('body').press(']');
    await page.getByText(/^Passage 2 of \d+$/).waitFor();
    expect(at()).not.toBe(first);
    await page.locator('body').press('[');
    await page.getByText(/^Passage 1 of \d+$/).waitFor();
    expect(at()).toBe(first);
    await page.locator('body').press('Escape');
    await page.getByRole('complementary', { name: 'Document' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.has('doc')).toBe(false);
  });

  test('the record names the event that the log keeps', async () => {
    await page.getByRole('button', { name: 'The record' }).click();
    const record = page.getByRole('region', { name: 'The record' });
    expect(await record.getByText(/^[0-9a-f]{8}-[0-9a-f]{4}-7/).count()).toBe(1);
    expect(await record.getByText('answered', { exact: true }).count()).toBe(1);
  });

  test('the browser checks the record, and that the log has only grown since it last looked', async () => {
    const record = page.getByRole('region', { name: 'The record' });
    await record.getByRole('button', { name: 'Verify' }).click();
    await record.getByText('Question and answer are, word for word, those on record.').waitFor();
    await record.getByText('This browser sees the log for the first time.').waitFor();
    await record.getByRole('button', { name: 'Verify' }).click();
    await record.getByText(/the log has only grown/).waitFor();
    expect(await record.getByRole('alert').count()).toBe(0);
  });

  test('feedback is kept', async () => {
    await page.getByRole('button', { name: 'Not helpful' }).click();
    await page.getByRole('button', { name: 'Incomplete' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: 'Not helpful', pressed: true }).waitFor();
  });

  test('a follow-up is asked in the same conversation, and quoted when no sentence of the model holds', async () => {
    const conversation = new URL(page.url()).searchParams.get('c');
    models.answerNext(
      '/v1/chat/completions',
      eventAnswer([chatChunk('Dragons pay 12 gold coins a night.'), chatChunk(null, 'stop'), doneEvent]),
    );
    await ask(page, 'When do carried vacation days expire?');
    await page.getByText('Quoted from the documents.').waitFor();
    expect(await page.locator('figure blockquote').first().innerText()).toContain('Carried days expire on 31 March.');
    expect(await page.getByText('Dragons').count()).toBe(0);
    expect(new URL(page.url()).searchParams.get('c')).toBe(conversation);
  });

  test('a citation of Markdown opens formatted text with exactly the quote marked', async () => {
    await page.locator('figure [data-citation]').first().click();
    const mark = page.locator('mark[data-current="true"]').first();
    await mark.waitFor();
    expect(await mark.innerText()).toBe('Carried days expire on 31 March.');
    expect(await isInView(page, 'mark[data-current="true"]')).toBe(true);
    await page.getByRole('columnheader', { name: 'Country' }).waitFor();
    await page.reload();
    await mark.waitFor();
    expect(await mark.innerText()).toBe('Carried days expire on 31 March.');
  });

  test('what the documents do not say is said plainly, with what came nearest', async () => {
    await newQuestion(page);
    await ask(page, 'Who won the football world cup in 1998?');
    await page.getByText('The documents do not say').waitFor();
    await page.getByRole('button', { name: 'The record' }).waitFor();
  });

  test('a question that is stopped keeps its checked sentences and says that it is not complete', async () => {
    await newQuestion(page);
    models.answerNext(
      '/v1/chat/completions',
      eventAnswer([chatChunk(`${hotel} `), chatChunk('For London')], { pauseMs: 400, end: 'open' }),
    );
    await ask(page, 'How much may a hotel cost?');
    await page.locator('.answer-text').getByText('165 EUR a night').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped', { exact: true }).waitFor();
    expect(await page.locator('.answer-text').innerText()).toContain('165 EUR');
    await page.reload();
    await page.getByText('This answer was not finished').waitFor();
  });

  test('conversations are listed, renamed, pinned and deleted', async () => {
    const rail = page.getByRole('region', { name: 'Conversations' });
    const options = rail.getByRole('button', { name: 'Options for “How much may a hotel cost?”' });
    await rail.getByRole('link', { name: 'How much may a hotel cost?' }).hover();
    await options.click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByLabel('Title').fill('Hotels');
    await page.getByRole('button', { name: 'Save' }).click();
    await rail.getByRole('link', { name: 'Hotels' }).hover();
    await rail.getByRole('button', { name: 'Options for “Hotels”' }).click();
    await page.getByRole('menuitem', { name: 'Pin' }).click();
    await rail.getByRole('heading', { name: 'Pinned' }).waitFor();
    await rail.getByRole('link', { name: 'Hotels' }).hover();
    await rail.getByRole('button', { name: 'Options for “Hotels”' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await rail.getByRole('link', { name: 'Hotels' }).waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();
  });

  test('search marks the words, groups by document, and the reader follows the arrow keys', async () => {
    await page.getByRole('link', { name: 'Search' }).click();
    await page.getByRole('searchbox', { name: 'Search' }).fill('hotel limit');
    await page.keyboard.press('Enter');
    await page
      .getByText(/\d+ passages in \d+ documents/)
      .first()
      .waitFor();
    expect((await page.locator('[data-result] mark').allInnerTexts()).map((text) => text.toLowerCase())).toContain('hotel');
    // The built-in model searches by meaning, too.
    expect(await page.getByText('Searched by words alone').count()).toBe(0);
    await page.locator('[data-result="0"]').click();
    await page.getByRole('complementary', { name: 'Document' }).waitFor();
    await page.locator('[data-result="0"][aria-pressed="true"]').waitFor();
    const before = page.url();
    await page.locator('[data-result="0"]').press('ArrowDown');
    await page.locator('[data-result="1"][aria-pressed="true"]').waitFor();
    expect(page.url()).not.toBe(before);
  });

  test('files are uploaded with progress that survives going elsewhere; a failure says why and what to do', async () => {
    await page.getByRole('link', { name: 'Documents' }).click();
    await page.getByRole('row').first().waitFor();
    await page.locator('input[name="files"]').setInputFiles([
      { name: 'canteen.md', mimeType: 'text/markdown', buffer: Buffer.from('# Canteen\n\nThe canteen serves soup on Thursdays.\n') },
      { name: 'locked.pdf', mimeType: 'application/pdf', buffer: await lockedPdf() },
      { name: 'tool.exe', mimeType: 'application/octet-stream', buffer: Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]) },
    ]);
    await page
      .getByRole('dialog', { name: 'Where do these files go?' })
      .getByRole('button', { name: /Operations/ })
      .click();
    const tray = page.getByRole('region', { name: 'Uploads' });
    await tray.waitFor();
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
    await tray.getByRole('listitem').filter({ hasText: 'canteen.md' }).getByText('published').waitFor();
    await tray
      .getByRole('listitem')
      .filter({ hasText: 'locked.pdf' })
      .getByText(/password/)
      .waitFor();
    await tray.getByRole('listitem').filter({ hasText: 'tool.exe' }).getByText('refused').waitFor();
    await tray.getByRole('heading', { name: '3 files, 2 failed' }).waitFor();
    await tray.getByRole('button', { name: 'Clear the list' }).click();
  });

  test('the list counts by state and shows the reason of a failure', async () => {
    await page.getByRole('link', { name: 'Documents' }).click();
    await page.getByRole('button', { name: /^Failed\s*1$/ }).click();
    await page
      .getByRole('row')
      .filter({ hasText: 'locked.pdf' })
      .getByText(/password/)
      .waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('state')).toBe('failed');
    await page.getByRole('button', { name: /^All/ }).click();
  });

  test('files and folders can be dropped on the page', async () => {
    await page.getByRole('combobox', { name: 'Collection' }).selectOption({ label: 'Operations' });
    await page.getByRole('row').filter({ hasText: 'vacation.md' }).waitFor({ state: 'detached' });
    await dropFile(page, 'dropped.md', '# Dropped\n\nLost umbrellas are kept for a year.\n');
    await page.getByRole('region', { name: 'Uploads' }).getByText('published').waitFor();
    await page.getByRole('row').filter({ hasText: 'dropped.md' }).waitFor();
  });

  test('deleting says what it destroys, and the document is gone', async () => {
    const row = page.getByRole('row').filter({ hasText: 'dropped.md' });
    await row.hover();
    await row.getByRole('button', { name: /^Options for/ }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete this document?' });
    await dialog.getByText(/cannot be brought back/).waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
  });

  test('an answer that rests on a deleted document is withheld', async () => {
    await newQuestion(page);
    await ask(page, 'When does the canteen serve soup?');
    await page
      .getByText(/soup on Thursdays/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'The record' }).waitFor();
    const { items } = await carrel.client.call(routes.listDocuments, { query: { text: 'canteen.md' } });
    await carrel.client.call(routes.deleteDocument, { params: { id: items[0]?.id ?? '' } });
    await page.reload();
    await page.getByText('This answer is withheld').waitFor();
    expect(await page.getByText(/soup on Thursdays/).count()).toBe(0);
  });

  test('the audit log lists events and shows the leaf of one', async () => {
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('combobox', { name: 'Type' }).selectOption('answer.completed');
    await page.getByRole('row').filter({ hasText: 'answer.completed' }).first().click();
    const leaf = page.getByRole('complementary', { name: 'Audit log' }).locator('pre');
    await leaf.waitFor();
    expect(JSON.parse(await leaf.innerText())).toMatchObject({ v: 'carrel-audit/1', type: 'answer.completed' });
    await expect.poll(() => page.getByRole('row').filter({ hasNotText: 'answer.completed' }).count()).toBe(0);
  });

  test('language and theme are changed in the settings and kept', async () => {
    await page.goto(`${carrel.url}/settings/`);
    await page.getByRole('radio', { name: 'Deutsch' }).click();
    await page.getByRole('radio', { name: 'Dunkel' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.getByRole('radio', { name: 'English' }).click();
  });

  test('a lost connection is said, and the page goes on when it is back', async () => {
    await page.goto(`${carrel.url}/documents/`);
    await page.getByRole('row').first().waitFor();
    await browser.context.setOffline(true);
    await page.getByRole('searchbox', { name: 'Filter by title or path' }).fill('vacation');
    await page.getByText('No connection to Carrel. Trying again').waitFor();
    await browser.context.setOffline(false);
    await page.getByText('No connection to Carrel. Trying again').waitFor({ state: 'detached' });
    await page.getByRole('row').filter({ hasText: 'vacation.md' }).waitFor();
  });

  test('signing out ends the session, and the desk is closed', async () => {
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.goto(`${carrel.url}/documents/?state=failed`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(new URL(page.url()).searchParams.get('next')).toBe('/documents/?state=failed');
  });

  test('nothing was asked of another host, and the page’s policy was never broken', () => {
    expect(browser.breaches).toEqual([]);
  });
});
