import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askResultSchema } from '@carrel/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aPlace, publishAt } from '../support/api/a-knowledge-base.ts';
import type { TestPerson } from '../support/api/people.ts';
import { aPerson, password } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { axeFindings } from '../support/axe-findings.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import { needs, repositoryRoot } from '../support/require.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

describe.runIf(canRun)('the compliance desk', { timeout: 60_000 }, () => {
  let api: TestApi;
  let desk: OpenedBrowser;
  let phone: OpenedBrowser;
  let page: Page;
  let answerId: string;

  const button = (name: string, at = page) => at.getByRole('button', { name, exact: true });
  const tab = (name: string, at = page) => at.getByRole('navigation', { name: 'Views of the log' }).getByRole('button', { name }).click();
  const enter = async (at: Page, person: TestPerson) => {
    await at.goto(`${api.url}/sign-in/`);
    await at.getByLabel('E-mail address').fill(person.email);
    await at.getByLabel('Password').fill(password);
    await button('Sign in', at).click();
    await at.getByRole('heading', { name: 'What do you want to know?' }).waitFor();
  };
  const isSound = async (at = page) => {
    expect(await axeFindings(at)).toEqual([]);
    expect(await at.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  };

  beforeAll(async () => {
    api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1000' });
    const place = await aPlace(api);
    await publishAt(api, place, 'Parental leave.txt', 'Employees may take sixteen weeks of parental leave at full pay.');
    await publishAt(api, place, 'Canteen.txt', 'The canteen opens at noon.');
    const asked = await api.owner('/api/v1/ask', {
      method: 'POST',
      body: { question: 'How many weeks of parental leave may employees take?', stream: false },
    });
    ({ answerId } = askResultSchema.parse(asked.json));
    desk = await openBrowser({ origin: api.url });
    phone = await openBrowser({ origin: api.url, viewport: 'phone', theme: 'dark' });
    page = desk.page;
    for (const one of [page, phone.page]) one.setDefaultTimeout(10_000);
    await enter(page, await aPerson(api, ['employee', 'compliance']));
    await enter(phone.page, await aPerson(api, ['employee', 'compliance']));
  }, 60_000);
  afterAll(async () => {
    for (const one of [desk, phone, api]) await one?.close();
  });

  test('shows who has seen a document, and all that is on record of an answer, which verifies in the browser', async () => {
    await page.goto(`${api.url}/audit/`);
    await tab('Who has seen');
    await page.getByRole('searchbox', { name: 'Title, path or id of a document' }).fill('parental');
    await page.getByRole('button', { name: /Parental leave/ }).click();
    await page.getByText('Quoted in an answer').waitFor();
    await page.getByText(/2 events, 1 person/).waitFor();
    await isSound();
    await page.getByText('Quoted in an answer').click();
    const record = page.getByRole('complementary', { name: 'Audit log' });
    await record.getByRole('heading', { name: 'Record of an answer' }).waitFor();
    await record.getByText(answerId).waitFor();
    await record.getByText('sealed, 52 characters').waitFor();
    await record.getByText('Parental leave.txt').or(record.getByText('Parental leave')).first().waitFor();
    await record.getByText('quoted', { exact: true }).first().waitFor();
    await record.getByText('No language model was used', { exact: false }).waitFor();
    // No word of the question, the answer or the document.
    expect(await record.innerText()).not.toMatch(/sixteen|full pay|employees/i);
    await isSound();
    await record.getByRole('button', { name: /answer\.completed/ }).click();
    await button('Verify in this browser').click();
    await page.getByText('This event is in the signed log, exactly so.').waitFor();
    await isSound();
    // Back to the answer by its own address.
    await button('The whole record of this answer').click();
    await page.reload();
    await record.getByText(answerId).waitFor();
  });

  test('verifies the whole log in the browser, and does not take it when one byte is another one', async () => {
    await page.goto(`${api.url}/audit/?view=log`);
    await page.getByRole('heading', { name: 'How the log is' }).waitFor();
    await page.getByText('not set up').first().waitFor();
    await isSound();
    await button('Verify in this browser').click();
    await page.getByText(/The log is whole: \d+ entries/).waitFor();
    await page.reload();
    await page.getByText(/Verified here at/).waitFor();
    await page.route('**/tile/entries/**', async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      const at = body.indexOf('"type":"question.accepted"');
      body.write('question.acceptex', at + 8);
      await route.fulfill({ response, body });
    });
    await button('Verify in this browser').click();
    await page.getByText('The log does not hold.').waitFor();
    await page.unroute('**/tile/entries/**');
    await isSound();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download: Table (CSV)' }).click(),
    ]);
    const table = await readFile(await download.path(), 'utf8');
    expect(table.split('\r\n')[0]).toMatch(/^time,shard,seq,id,type/);
    expect(table).toContain(answerId);
  });

  test('holds a document against an erasure, releases it and erases it, each by two people', async () => {
    await page.goto(`${api.url}/audit/?view=keeping`);
    const other = phone.page;
    await other.goto(`${api.url}/audit/?view=keeping`);
    const part = (name: string, at: Page) => at.getByRole('region', { name });
    const choose = async (action: string) => {
      await button(action).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('searchbox').fill('parental');
      await dialog.getByRole('button', { name: /Parental leave/ }).click();
      await dialog.getByLabel('Reason').fill('case 7');
      await dialog.getByRole('button', { name: action }).click();
    };
    await button('Place a hold').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Parental leave/ })
      .waitFor();
    await isSound();
    await page.keyboard.press('Escape');
    await choose('Place a hold');
    await part('Holds', page).getByText('held since').waitFor();
    await choose('Ask for erasure');
    await page.getByRole('dialog').getByText('A hold keeps this content', { exact: false }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

    await part('Holds', page).getByRole('button', { name: 'Ask for release' }).click();
    await page.getByLabel('Reason').fill('case closed');
    await page.getByRole('dialog').getByRole('button', { name: 'Ask for release' }).click();
    await part('Holds', page).getByText('Waits for a second person').waitFor();
    await other.reload();
    await part('Holds', other).getByRole('button', { name: 'Release' }).click();
    await other.getByLabel('Reason').fill('case closed');
    await other.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
    await part('Holds', other).getByText('released').waitFor();

    await choose('Ask for erasure');
    await part('Erasure', page).getByText('Waits for a second person').waitFor();
    await isSound();
    await other.reload();
    await part('Erasure', other).getByRole('button', { name: 'Approve' }).click();
    await other
      .getByRole('dialog')
      .getByText(/“Parental leave.*” is removed with all versions/)
      .waitFor();
    await isSound(other);
    await other.getByRole('dialog').getByRole('button', { name: 'Erase for good' }).click();
    await part('Erasure', other).getByText('Erased document').waitFor();
    // It is on record as before who had seen it, though nobody knows any more what it was called.
    await page.goto(`${api.url}/audit/?answer=${answerId}`);
    await page.getByRole('complementary', { name: 'Audit log' }).getByText('Erased document').first().waitFor();
  });

  test('is for compliance alone', async () => {
    await phone.page.context().clearCookies();
    await enter(phone.page, await aPerson(api, ['employee']));
    await phone.page.goto(`${api.url}/audit/?view=keeping`);
    await phone.page.getByRole('heading', { name: 'You may not open this' }).waitFor();
    expect(await phone.page.getByRole('button', { name: 'Place a hold' }).count()).toBe(0);
  });
});
