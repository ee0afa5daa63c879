import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aPerson, password } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import { needs, repositoryRoot } from '../support/require.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');
const collectionSchema = z.object({ id: collectionIdSchema, defaultPolicyId: policyIdSchema });

describe.runIf(canRun)('Documents, for a curator', { timeout: 60_000 }, () => {
  let api: TestApi;
  let browser: OpenedBrowser;

  beforeAll(async () => {
    api = await startTestApi();
    browser = await openBrowser({ origin: api.url });
    browser.page.setDefaultTimeout(20_000);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });

  test('offers to delete a document only in a collection that they curate', async () => {
    const { page } = browser;
    const made = await api.owner('/api/v1/collections', { method: 'POST', body: { name: 'Policies' } });
    const { id: collectionId, defaultPolicyId: policyId } = collectionSchema.parse(made.json);
    await api.publishText({ collectionId, policyId, path: 'leave.txt', text: 'Leave is 30 days.' });
    const curator = await aPerson(api, ['curator', 'employee']);
    await page.goto(`${api.url}/sign-in/`);
    await page.getByLabel('E-mail address').fill(curator.email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();

    const choices = async () => {
      const collections = page.waitForResponse((response) => new URL(response.url()).pathname === '/api/v1/collections');
      await page.goto(`${api.url}/documents/`);
      await collections;
      await page.getByRole('button', { name: /leave\.txt/ }).click();
      await page.getByRole('menuitem', { name: 'Download' }).waitFor();
      return page.getByRole('menuitem').allInnerTexts();
    };
    expect(await choices()).not.toContain('Delete');
    await api.owner(`/api/v1/collections/${collectionId}/curators`, { method: 'POST', body: { principal: curator.id } });
    expect(await choices()).toContain('Delete');
  });
});
