import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { TestPerson } from '../support/api/people.ts';
import { aPerson, password, recorded } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { axeFindings } from '../support/axe-findings.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import { needs, repositoryRoot } from '../support/require.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

const credentialsSchema = z.object({
  credentials: z.array(z.looseObject({ credentialId: z.string(), signCount: z.number(), privateKey: z.string() })),
});

describe.runIf(canRun)('passkeys, with a device of the browser’s own', { timeout: 120_000 }, () => {
  let api: TestApi;
  let browser: OpenedBrowser;
  let page: Page;
  let device: CDPSession;
  let authenticatorId: string;
  let person: TestPerson;
  let url: string;

  beforeAll(async () => {
    api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1000' });
    // A number is no name that a key can be made for.
    url = api.url.replace('127.0.0.1', 'localhost');
    browser = await openBrowser({ origin: url });
    page = browser.page;
    page.setDefaultTimeout(30_000);
    person = await aPerson(api);
    device = await page.context().newCDPSession(page);
    await device.send('WebAuthn.enable');
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true } as const;
    ({ authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
    }));
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });

  const atDesk = () => page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();
  const button = (name: string) => page.getByRole('button', { name });
  const toSignIn = async () => {
    await page.context().clearCookies();
    await page.goto(`${url}/sign-in/`);
  };
  const signInByPasskey = async () => {
    await toSignIn();
    await button('Sign in with a passkey').click();
  };

  test('one is added in Settings, signs in, and is both factors', async () => {
    await toSignIn();
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await atDesk();
    await page.goto(`${url}/settings/`);
    await button('Add a passkey').click();
    await page.getByRole('dialog').getByLabel('What you call it').fill('Desk laptop');
    await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click();
    await page.getByText('Desk laptop').waitFor();
    await page.getByText('never used').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect((await recorded(api))[0]).toMatchObject({ type: 'mfa.enrolled' });

    await signInByPasskey();
    await atDesk();
    const [signedIn] = await recorded(api);
    expect(signedIn?.type).toBe('login.succeeded');
    expect(JSON.parse(signedIn?.leaf ?? '{}')).toMatchObject({ actor: { auth: ['passkey', 'mfa'] } });
    await page.goto(`${url}/settings/`);
    await page.getByText(/passkey, with a second factor/).waitFor();
  });

  test('one proves again who it is, where a fresh proof is asked for', async () => {
    await api.api.composed.store.kysely
      .updateTable('session')
      .set({ confirmedAt: '2026-01-01T00:00:00.000Z' })
      .where('userId', '=', person.id)
      .execute();
    await page.goto(`${url}/settings/`);
    await button('Make a key').click();
    await page.getByRole('dialog').getByLabel('What it is for').fill('test');
    await page.getByRole('dialog').getByRole('button', { name: 'Make a key' }).click();
    await page.getByRole('dialog', { name: 'Is it still you?' }).getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    await button('I have kept the key').click();
  });

  test('without a recognised person, or with a copy whose counter falls behind, nobody comes in', async () => {
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await signInByPasskey();
    await page.getByText('No passkey was given.').waitFor();
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });

    await api.api.composed.store.kysely.updateTable('passkey').set({ counter: 1_000_000 }).where('user_id', '=', person.id).execute();
    await signInByPasskey();
    await page.getByText('This passkey did not let you in.').waitFor();
    expect((await recorded(api))[0]).toMatchObject({ type: 'login.failed', reason: 'BAD_CREDENTIALS' });
    await api.api.composed.store.kysely.updateTable('passkey').set({ counter: 0 }).where('user_id', '=', person.id).execute();
  });

  test('a signature is worth nothing a second time, or from another browser', async () => {
    await toSignIn();
    const sent = page.waitForRequest((request) => new URL(request.url()).pathname === '/api/v1/passkeys/sign-in');
    await button('Sign in with a passkey').click();
    const body: unknown = JSON.parse((await sent).postData() ?? '{}');
    await atDesk();
    const again = await api.request('/api/v1/passkeys/sign-in', { method: 'POST', body });
    expect(again.status).toBe(401);
    expect(again.json).toMatchObject({ code: 'PASSKEY_REFUSED' });
    const made = await page.evaluate<number>(
      `fetch('/api/v1/passkeys/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(body))} }).then((it) => it.status)`,
    );
    expect(made).toBe(401);
  });

  test('one that was removed lets nobody in, nor one of somebody who was switched off', async () => {
    await api.owner(`/api/v1/admin/users/${person.id}`, { method: 'PATCH', body: { isActive: false } });
    await signInByPasskey();
    await page.getByText('This passkey did not let you in.').waitFor();
    await api.owner(`/api/v1/admin/users/${person.id}`, { method: 'PATCH', body: { isActive: true } });
    await signInByPasskey();
    await atDesk();
    await page.goto(`${url}/settings/`);
    await button('Remove: Desk laptop').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Desk laptop').first().waitFor({ state: 'detached' });
    expect((await recorded(api))[0]).toMatchObject({ type: 'mfa.removed' });
    await signInByPasskey();
    await page.getByText('This passkey did not let you in.').waitFor();
    const { credentials } = credentialsSchema.parse(await device.send('WebAuthn.getCredentials', { authenticatorId }));
    expect(credentials).toHaveLength(1);
    expect(browser.breaches).toEqual([]);
  });
});
