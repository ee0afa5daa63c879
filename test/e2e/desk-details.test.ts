import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { routes } from '@carrel/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe-findings.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser, viewports } from '../support/browser.ts';
import type { CarrelProcess } from '../support/carrel-process.ts';
import { repositoryRoot, startCarrel } from '../support/carrel-process.ts';
import { needs } from '../support/require.ts';
import { ask, isInView, newQuestion, sampleDocuments, sampleIsPublished, setUpByLink, signInByPassword } from './page-steps.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

const question = 'When do carried vacation days expire?';
const quote = 'Carried days expire on 31 March.';
const marked = 'mark[data-current="true"]';

describe.runIf(canRun)('what is known of a document, of a conversation, and of what cannot be done', { timeout: 90_000 }, () => {
  let carrel: CarrelProcess;
  let browser: OpenedBrowser;
  let phone: OpenedBrowser;
  let page: Page;
  let vacationId: string;

  beforeAll(async () => {
    carrel = await startCarrel({ isSampleLoaded: true, env: { CARREL_MODELS_DIR: '' } });
    browser = await openBrowser({ origin: carrel.url });
    phone = await openBrowser({ origin: carrel.url, viewport: 'phone', theme: 'dark' });
    page = browser.page;
    for (const one of [page, phone.page]) one.setDefaultTimeout(20_000);
    await sampleIsPublished(carrel.client, sampleDocuments);
    await setUpByLink(page, carrel.signInUrl);
    await phone.context.addCookies(await browser.context.cookies());
    const { items } = await carrel.client.call(routes.listDocuments, { query: { text: 'vacation.md' } });
    vacationId = items[0]?.id ?? '';
    // As many that the list of conversations has a box to find one.
    for (let number = 1; number <= 8; number += 1)
      for await (const event of carrel.client.ask({ question: `How much is hotel number ${number}?` }))
        if (event.type === 'error') throw new Error(event.problem.detail);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await phone?.close();
    await carrel?.stop();
  });
  const heading = (name: string, at = page) => at.getByRole('heading', { level: 1, name });
  const section = (name: string, at = page) => at.getByRole('region', { name });
  const asked = async (text: string, at = page) => {
    await ask(at, text);
    await at.getByRole('button', { name: 'The record' }).last().waitFor();
  };

  describe('suggestions', () => {
    test('come from the documents, stand on the empty desk, and are asked with one press', async () => {
      await page.getByText('From the documents that you may read').waitFor();
      const first = page.getByRole('button', { name: /^What does “.+” say/ }).first();
      const text = (await first.locator('span.block').first().innerText()).trim();
      await first.click();
      await page.getByRole('heading', { level: 2, name: text }).waitFor();
      await page.getByRole('button', { name: 'The record' }).waitFor();
      expect(await page.locator('[data-citation]').count()).toBeGreaterThan(0);
    });
  });

  describe('the page of a document', () => {
    test('is reached from the list, and tells what it is, who may read it, and how it was read', async () => {
      await page.goto(`${carrel.url}/documents/?filter=vacation.md`);
      const row = page.getByRole('row').filter({ hasText: 'vacation.md' });
      await row.hover();
      await row.getByRole('button', { name: /^Options/ }).click();
      await page.getByRole('menuitem', { name: 'All about this document' }).click();
      await heading('Vacation policy').waitFor();
      expect(new URL(page.url()).searchParams.get('of')).toBe(vacationId);
      await section('What it is').getByText('People').waitFor();
      await section('Who may read it').getByRole('link').waitFor();
      await section('How it was read')
        .getByText(/passages/)
        .waitFor();
      await section('Versions').getByText('SHA-256').waitFor();
      await section('Where you cited it').getByRole('link', { name: 'Ask about it' }).waitFor();
      await section('The record').getByRole('link', { name: 'Its events in the audit log' }).waitFor();
      for (const [at, size] of Object.entries(viewports)) {
        await page.setViewportSize(size);
        expect(await axeFindings(page), at).toEqual([]);
      }
      await page.setViewportSize(viewports.desk);
    });

    test('shows where it was cited, and leads there and to the passage', async () => {
      await page.goto(`${carrel.url}/`);
      await asked(question);
      await page.goto(`${carrel.url}/document/?of=${vacationId}`);
      const uses = section('Where you cited it');
      await uses.getByRole('button', { name: quote }).click();
      await page.locator(marked).getByText('31 March').first().waitFor();
      expect(new URL(page.url()).searchParams.get('doc')).toBe(vacationId);
      await page.keyboard.press('Escape');
      await uses.getByRole('link', { name: question }).click();
      await page.getByRole('heading', { level: 2, name: question }).waitFor();
    });

    test('replaces it, with both versions in its history, and moves it', async () => {
      await page.goto(`${carrel.url}/document/?of=${vacationId}`);
      await heading('Vacation policy').waitFor();
      await page
        .getByRole('group', { name: 'What can be done with it' })
        .locator('input[type="file"]')
        .setInputFiles({
          name: 'vacation.md',
          mimeType: 'text/markdown',
          buffer: Buffer.from('# Vacation policy\n\nCarried days expire on 30 April.\n'),
        });
      const versions = section('Versions').getByRole('listitem');
      await versions.filter({ hasText: 'Version 2' }).getByText('answers now').waitFor();
      await versions.filter({ hasText: 'Version 1' }).getByText('published').waitFor();
      await page
        .getByRole('button', { name: /^Options/ })
        .last()
        .click();
      await page.getByRole('menuitem', { name: 'Move' }).click();
      const dialog = page.getByRole('dialog', { name: 'Move this document' });
      await dialog.getByLabel('Path').fill('leave/vacation-2027.md');
      await dialog.getByRole('button', { name: 'Move' }).click();
      await section('What it is').getByText('leave/vacation-2027.md').waitFor();
      const moved = await carrel.client.call(routes.getDocument, { params: { id: vacationId } });
      expect(moved.path).toBe('leave/vacation-2027.md');
    });

    test('fits a phone, where the reader is a screen of its own', async () => {
      await phone.page.goto(`${carrel.url}/document/?of=${vacationId}`);
      await heading('Vacation policy', phone.page).waitFor();
      expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await phone.page.getByRole('button', { name: 'Open beside' }).tap();
      await phone.page.getByRole('complementary', { name: 'Document' }).getByText('30 April').first().waitFor();
      await phone.page.goBack();
      await heading('Vacation policy', phone.page).waitFor();
    });

    test('of a document that is not there says no more than of one that may not be read', async () => {
      for (const query of [`?of=doc_${'0'.repeat(32)}`, '?of=nonsense']) {
        await page.goto(`${carrel.url}/document/${query}`);
        await page.getByText('This document cannot be opened').waitFor();
      }
      await page.goto(`${carrel.url}/document/`);
      await page.getByText('No document is named in the address').waitFor();
      expect(await axeFindings(page)).toEqual([]);
    });
  });

  describe.each(['desk', 'phone'] as const)('a conversation, at the width of a %s', (width) => {
    let at: Page;
    const isPhone = width === 'phone';
    const rail = () => at.getByRole('region', { name: 'Conversations' });
    const openRail = async () => {
      if (isPhone && !(await rail().isVisible())) await at.getByRole('button', { name: 'Open the menu' }).click();
      await rail().waitFor();
    };
    const copied = () => at.evaluate<string>('navigator.clipboard.readText()');

    beforeAll(() => {
      at = isPhone ? phone.page : page;
    });

    test('looks where it is told to, and the address keeps it', async () => {
      await at.goto(`${carrel.url}/`);
      await at.getByRole('button', { name: /^Where to look/ }).click();
      await at.getByRole('menuitemcheckbox', { name: /IT and security/ }).click();
      await at.keyboard.press('Escape');
      await at.getByRole('button', { name: 'Where to look: IT and security' }).waitFor();
      expect(new URL(at.url()).searchParams.get('in')).toMatch(/^col_/);
      const request = at.waitForRequest('**/api/v1/ask');
      await asked('How long are daily backups kept?', at);
      expect((await request).postDataJSON()).toMatchObject({ collections: [new URL(at.url()).searchParams.get('in')] });
    });

    test('is copied as text, as Markdown and with its sources', async () => {
      const copyAs = async (name: string) => {
        await at
          .getByRole('button', { name: /^(Copy|Copied)$/ })
          .first()
          .click();
        await at.getByRole('menuitem', { name }).click();
        return copied();
      };
      const [withSources, text, markdown] = [
        await copyAs('Answer with sources'),
        await copyAs('Answer as text'),
        await copyAs('As Markdown'),
      ];
      expect(withSources).toMatch(/\[1\][\s\S]*Sources:\n\[1\] .+\n {4}“.+”/);
      expect(text).not.toMatch(/\[\d\]/);
      expect(text.length).toBeGreaterThan(10);
      expect(markdown).toMatch(/^## How long are daily backups kept\?\n\n[\s\S]+### Sources\n\n1\. \*\*/);
    });

    test('is rated with a reason, which is kept', async () => {
      await at.getByRole('button', { name: 'Not helpful' }).click();
      const dialog = at.getByRole('dialog');
      await dialog.getByRole('textbox').fill('It is the wrong backup.');
      await dialog.getByRole('button', { name: 'Send' }).click();
      await at.getByRole('button', { name: 'Not helpful', pressed: true }).waitFor();
      await at.reload();
      await at.getByRole('button', { name: 'Not helpful', pressed: true }).waitFor();
    });

    test('is renamed, pinned, found and deleted in the list', async () => {
      const title = `Backups on the ${width}`;
      await openRail();
      await rail()
        .getByRole('button', { name: /^Options for “How long are daily/ })
        .first()
        .click();
      await at.getByRole('menuitem', { name: 'Rename' }).click();
      await at.getByRole('dialog').getByLabel('Title').fill(title);
      await at.keyboard.press('Enter');
      await rail().getByRole('link', { name: title }).waitFor();
      const options = () => rail().getByRole('button', { name: `Options for “${title}”` });
      await options().click();
      await at.getByRole('menuitem', { name: 'Pin', exact: true }).click();
      await rail().getByRole('heading', { name: 'Pinned' }).waitFor();
      const find = rail().getByRole('searchbox', { name: 'Find a conversation' });
      await find.fill('on the');
      await rail().getByRole('link', { name: title }).waitFor();
      await find.fill('no such words');
      await rail().getByText('No conversation with these words.').waitFor();
      await find.fill('');
      await options().click();
      await at.getByRole('menuitem', { name: 'Delete' }).click();
      await at.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await rail().getByRole('link', { name: title }).waitFor({ state: 'detached' });
    });

    test('a link to a passage opens it marked and in view', async () => {
      await at.goto(`${carrel.url}/search/?q=${encodeURIComponent('parental leave at full pay')}`);
      await at.locator('[data-result="0"]').click();
      await at.locator(`${marked}, .pdf-page[aria-busy="false"]`).first().waitFor();
      const link = at.url();
      expect(new URL(link).searchParams.get('at')).toMatch(/^\d+-\d+$/);
      await at.goto('about:blank');
      await at.goto(link);
      await at.getByRole('radio', { name: 'Text' }).click();
      await at.locator(marked).first().waitFor();
      await expect.poll(() => isInView(at, marked)).toBe(true);
    });
  });

  test('an answer is heard sentence by sentence', async () => {
    await page.goto(`${carrel.url}/`);
    const heard: string[] = [];
    await page.exposeFunction('noteHeard', (text: string) => heard.push(text));
    await page.evaluate(`new MutationObserver(() => {
      for (const region of document.querySelectorAll('main [aria-live="polite"]')) if (region.textContent) noteHeard(region.textContent);
    }).observe(document.body, { childList: true, characterData: true, subtree: true })`);
    await asked('How long are daily backups kept?');
    await expect.poll(() => heard.at(-1) ?? '').toMatch(/[.!?]$|backups/i);
    for (const text of heard) expect(text).not.toMatch(/\[\d+\]/);
  });

  test('at 200 % zoom nothing is lost and nothing is wider than the window', async () => {
    // A window of 1440 pixels at 200 % is one of 720 CSS pixels.
    await page.setViewportSize({ width: 720, height: 450 });
    for (const path of [
      '/',
      '/search/?q=hotel',
      '/documents/',
      '/audit/',
      '/models/',
      '/settings/',
      '/setup/',
      `/document/?of=${vacationId}`,
    ]) {
      await page.goto(carrel.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      // The list of documents keeps a stream open: there is no idle network to wait for.
      await page.waitForTimeout(400);
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(720);
      expect(await cutOff(page), path).toEqual([]);
    }
    await page.setViewportSize(viewports.desk);
  });

  describe('what cannot be done', () => {
    const screens = ['/', '/search/?q=hotel', '/documents/', '/audit/', '/models/', '/settings/', '/people/', '/sources/'];

    test('without a connection is said on every screen', async () => {
      for (const path of screens) {
        await page.goto(carrel.url + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.context().setOffline(true);
        await page.getByText('No connection to Carrel. Trying again…').waitFor();
        await page.context().setOffline(false);
        await page.getByText('No connection to Carrel. Trying again…').waitFor({ state: 'detached' });
      }
    });

    test('without the role is said on every screen that needs one', async () => {
      const colleague = { name: 'A Colleague', email: 'colleague@example.com', password: 'four quiet reading desks' };
      await carrel.client.call(routes.createUser, { body: { ...colleague, roles: ['employee'] } });
      await phone.context.clearCookies();
      await signInByPassword(phone.page, carrel.url, colleague.email);
      for (const path of [
        '/audit/',
        '/sources/',
        '/people/',
        '/groups/',
        '/policies/',
        '/access/',
        '/keys/',
        '/sign-on/',
        '/invitations/',
        '/readers/',
        '/setup/',
      ]) {
        await phone.page.goto(carrel.url + path);
        await phone.page
          .getByText(
            /for admins|looked after by admins|is for administrators|may not open this|for administrators|for curators|does not include this page/i,
          )
          .first()
          .waitFor();
        expect(await axeFindings(phone.page), path).toEqual([]);
      }
    });

    test('while the log cannot be written is said, with the reason, and switched off until it can', async () => {
      await page.goto(`${carrel.url}/`);
      await newQuestion(page);
      const allowInserts = refuseInserts(carrel.dataDir, 'audit_event');
      try {
        await ask(page, 'How long are daily backups kept?');
        await page
          .getByRole('alert')
          .getByText(/audit log cannot be written/i)
          .waitFor();
        // The log is known to stand still when its oldest event has waited ten seconds.
        await page.getByText(/Carrel can be read, not changed or asked: its log cannot be written/).waitFor({ timeout: 60_000 });
        await page.getByRole('textbox', { name: 'Question' }).fill('And weekly ones?');
        const button = page.getByRole('button', { name: 'Ask', exact: true });
        expect(await button.isDisabled()).toBe(true);
        expect(await button.getAttribute('aria-describedby')).toBe('service-state');
        expect(await axeFindings(page)).toEqual([]);
        await page.getByRole('link', { name: 'Documents' }).click();
        await page.getByRole('row').first().waitFor();
        expect(await page.getByRole('button', { name: 'Add files' }).isDisabled()).toBe(true);
      } finally {
        allowInserts();
      }
      await page.getByText(/Carrel can be read, not changed/).waitFor({ state: 'detached', timeout: 60_000 });
      expect(await page.getByRole('button', { name: 'Add files' }).isDisabled()).toBe(false);
    });
  });

  test('nothing was asked of another host, and the policy of the page was never broken', () => {
    expect([...browser.breaches, ...phone.breaches]).toEqual([]);
  });
});

/** Buttons, links and fields in the work pane that lie outside of the window and that no scrolling brings into it. */
async function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('main :is(a, button, input, select, textarea)')]
    .filter((element) => element.checkVisibility() && !element.closest('.sr-only, [hidden]') && element.offsetParent !== null)
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      if (width <= 1) return false;
      for (let parent = element.parentElement; parent; parent = parent.parentElement)
        if (parent.scrollWidth > parent.clientWidth && /auto|scroll/.test(getComputedStyle(parent).overflowX)) return false;
      return right > innerWidth + 1 || left < -1;
    })
    .map((element) => element.outerHTML.slice(0, 120))`);
}

/** A trigger that refuses every insert, as a full or damaged store would. Gives the way to undo it. */
function refuseInserts(dataDir: string, table: string): () => void {
  const database = new DatabaseSync(join(dataDir, 'carrel.sqlite'));
  database.exec(
    `PRAGMA busy_timeout = 5000; CREATE TRIGGER refuse_for_test BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'refused'); END`,
  );
  return () => {
    database.exec('DROP TRIGGER IF EXISTS refuse_for_test');
    database.close();
  };
}
