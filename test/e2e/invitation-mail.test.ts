import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aPerson, password } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import type { MailServer } from '../support/mail-server.ts';
import { startMailServer } from '../support/mail-server.ts';
import { needs, repositoryRoot } from '../support/require.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

describe.runIf(canRun)('inviting by mail, in a real browser', { timeout: 60_000 }, () => {
  let server: MailServer;
  let api: TestApi;
  let browser: OpenedBrowser;
  let page: Page;

  beforeAll(async () => {
    server = await startMailServer();
    api = await startTestApi({
      CARREL_SMTP_URL: server.url,
      CARREL_MAIL_FROM: 'Carrel <carrel@mail.example.org>',
      CARREL_SIGN_INS_PER_MINUTE: '1000',
    });
    browser = await openBrowser({ origin: api.url });
    page = browser.page;
    page.setDefaultTimeout(20_000);
    const admin = await aPerson(api, ['admin', 'employee']);
    await page.goto(`${api.url}/sign-in/`);
    await page.getByLabel('E-mail address').fill(admin.email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();
    await page.goto(`${api.url}/invitations/`);
    await page.getByText('It goes by mail, works once').waitFor();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await api?.close();
    await server?.close();
  });

  const row = (address: string) => page.getByRole('listitem').filter({ hasText: address });
  const invite = async (address: string) => {
    await page.getByLabel('E-mail address').fill(address);
    await page.getByRole('button', { name: 'Invite' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: `The link for ${address}` }).waitFor();
    return dialog;
  };

  test('what was not sent says why beside the link, and is sent again', async () => {
    server.refused.add('reader@example.com');
    const dialog = await invite('reader@example.com');
    await dialog.getByText('Not sent: the mail server does not take mail for this address.').waitFor();
    expect(await dialog.locator('code').textContent()).toContain('/sign-in/#token=');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await row('reader@example.com').getByText('Not sent: the mail server does not take mail').waitFor();
    expect(server.mails).toEqual([]);

    server.refused.clear();
    await row('reader@example.com').getByRole('button', { name: 'Send again' }).click();
    await page.getByRole('dialog').getByText('Sent by mail,').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await row('reader@example.com').getByText('Sent by mail,').waitFor();
    expect(await row('reader@example.com').getByText('Not sent').count()).toBe(0);
    expect(server.mails).toHaveLength(1);
  });

  test('a link is kept for handing over when that is wanted', async () => {
    await page.getByLabel('Send the link by mail').uncheck();
    await page.getByLabel('E-mail address').fill('by-hand@example.com');
    await page.getByRole('button', { name: 'Make the link' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('so send it to this person alone').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await row('by-hand@example.com').waitFor();
    expect(await row('by-hand@example.com').getByText('ent by mail').count()).toBe(0);
    expect(server.mails).toHaveLength(1);
    await page.getByLabel('Send the link by mail').check();
  });

  test('the page broke no policy and asked no other host', () => {
    expect(browser.breaches).toEqual([]);
  });

  test('the link of the mail lets the person in, whose name and password it asks for', async () => {
    const [mail] = server.mails;
    const link = mail?.text.split('\n').find((line) => line.startsWith('http')) ?? '';
    await page.context().clearCookies();
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByLabel('Your name').fill('A Reader');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Save and begin' }).click();
    await page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();
    await page.getByRole('button', { name: 'Account: A Reader' }).waitFor();
  });
});
