import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import type { TestWorker } from '../support/api/start-test-worker.ts';
import { startTestWorker } from '../support/api/start-test-worker.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import { needs, repositoryRoot } from '../support/require.ts';
import { setUpByLink } from './page-steps.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/sources/index.html')), 'Run "npm run build".');

describe.runIf(canRun)('Sources, for an admin', { timeout: 120_000 }, () => {
  let api: TestApi;
  let worker: TestWorker;
  let browser: OpenedBrowser;
  let folder: string;
  beforeAll(async () => {
    api = await startTestApi();
    worker = await startTestWorker(api.dataDir, { CARREL_SOURCE_INTERVAL_MS: '700', CARREL_SOURCE_SETTLE_MS: '300' });
    browser = await openBrowser({ origin: api.url });
    browser.page.setDefaultTimeout(30_000);
    folder = await mkdtemp(join(tmpdir(), 'carrel-sources-'));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await worker?.close();
    await api?.close();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test('a folder is added, followed, warned of, paused and removed', async () => {
    const { page } = browser;
    await writeFile(join(folder, 'leave.txt'), 'Leave is 30 days.');
    await writeFile(join(folder, 'setup.exe'), new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]));
    await setUpByLink(page, api.signInUrl);
    await page.getByRole('link', { name: 'Sources' }).click();
    await page.getByText('No folder is watched').waitFor();
    await page.getByLabel('Folder').fill(folder);
    await page.getByRole('button', { name: 'Watch this folder' }).click();
    const row = page.getByRole('listitem').filter({ hasText: folder });
    await row.getByText('2 seen').waitFor();
    await row.getByRole('button', { name: 'Why?' }).click();
    await row.getByText('Files of this type are not supported.', { exact: false }).waitFor();

    await rename(folder, `${folder}-away`);
    await row.getByText('The folder is not there or cannot be read', { exact: false }).waitFor();
    await rename(`${folder}-away`, folder);
    await row.getByText('The folder is not there or cannot be read', { exact: false }).waitFor({ state: 'detached' });

    await row.getByRole('button', { name: 'Pause' }).click();
    await row.getByText('paused').waitFor();
    await row.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No folder is watched').waitFor();
    await page.goto(`${api.url}/documents/`);
    await page.getByText('leave.txt').first().waitFor();
    expect(browser.breaches).toEqual([]);
  });
});
