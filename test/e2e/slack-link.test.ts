import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { axeFindings } from '../support/axe-findings.ts';
import { aPerson, password, recorded, type TestPerson } from '../support/api/people.ts';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';
import { chromiumPath, openBrowser, type OpenedBrowser } from '../support/browser.ts';
import { needs, repositoryRoot } from '../support/require.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

const key = `carrel_${'e'.repeat(43)}`;
const account = { teamId: 'T1', slackUserId: 'U1', teamName: 'Example Ltd', slackUserName: 'Robin of Accounts' };
/** Names a folder for pictures. */
const pictures = process.env['CARREL_TEST_PICTURES'];

describe.runIf(canRun)('the link that Carrel gives in Slack', { timeout: 120_000 }, () => {
  let api: TestApi;
  let browser: OpenedBrowser;
  let person: TestPerson;
  beforeAll(async () => {
    api = await startTestApi({ CARREL_SLACK_KEY: key, CARREL_SIGN_INS_PER_MINUTE: '1000' });
    person = await aPerson(api, ['employee', 'admin']);
    browser = await openBrowser({ origin: api.url });
    browser.page.setDefaultTimeout(30_000);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });

  const linkUrl = async () => {
    const made = await api.request('/api/v1/slack/link-requests', { method: 'POST', key, body: account });
    return z.object({ url: z.string() }).parse(made.json).url;
  };
  const picture = async (name: string) => {
    if (pictures === undefined) return;
    for (const [size, viewport] of [['desk', { width: 1440, height: 900 }] as const, ['phone', { width: 390, height: 844 }] as const])
      for (const theme of ['light', 'dark'] as const) {
        await browser.page.setViewportSize(viewport);
        await browser.page.emulateMedia({ colorScheme: theme });
        await browser.page.screenshot({ path: join(pictures, `${name}-${size}-${theme}.png`) });
      }
    await browser.page.setViewportSize({ width: 1440, height: 900 });
  };

  test('leads through the sign-in to a page that says whose account it is, and connects it once', async () => {
    const { page } = browser;
    const url = await linkUrl();
    await page.goto(url);
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Robin of Accounts').waitFor();
    await page.getByText('Example Ltd').waitFor();
    // The secret is in the address no longer: it would stay in the history.
    expect(page.url()).not.toContain('token');
    expect(await axeFindings(page)).toEqual([]);
    await picture('slack-link');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('heading', { name: 'Connected' }).waitFor();
    expect((await recorded(api))[0]).toMatchObject({ type: 'slack.linked' });
    await page.goto(url);
    await page.getByText('This link was used already').waitFor();
    expect(browser.breaches).toEqual([]);
  });

  test('connects nothing when the person says no', async () => {
    const { page } = browser;
    const linked = async () => (await recorded(api)).filter(({ type }) => type === 'slack.linked').length;
    const before = await linked();
    await page.goto(await linkUrl());
    await page.getByRole('button', { name: 'Do not connect' }).click();
    await page.getByText('Nothing was connected').waitFor();
    expect(await linked()).toBe(before);
  });

  test('is undone in Settings, where an admin sees how the bot is', async () => {
    const { page } = browser;
    const checks = [
      { check: 'token', teamId: 'T1', isOk: true, finding: null },
      { check: 'scopes', teamId: 'T1', isOk: false, finding: 'users:read' },
    ];
    const state = {
      mode: 'socket',
      isConnected: true,
      teams: [{ teamId: 'T1', name: 'Example Ltd' }],
      questions: 12,
      refusals: 1,
      failures: 0,
      running: 2,
      test: { at: new Date().toISOString(), checks },
    };
    await api.request('/api/v1/slack/bot', { method: 'PUT', key, body: state });
    await page.goto(`${api.url}/settings/`);
    await page.getByRole('heading', { name: 'Slack for everybody' }).scrollIntoViewIfNeeded();
    await page.getByText('users:read').waitFor();
    await picture('slack-settings');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Disconnect: Robin of Accounts' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('No Slack account is connected.').waitFor();
    expect((await recorded(api))[0]).toMatchObject({ type: 'slack.unlinked' });
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByRole('button', { name: 'Testing …' }).waitFor();
  });
});
