import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '@carrel/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleIsPublished, setUpByLink } from '../e2e/page-steps.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import type { CannedModelServer } from '../support/canned-model-server.ts';
import { chatChunk, doneEvent, eventAnswer, startCannedModelServer } from '../support/canned-model-server.ts';
import type { CarrelProcess } from '../support/carrel-process.ts';
import { repositoryRoot, startCarrel } from '../support/carrel-process.ts';
import { aDocxFile, wordParagraph } from '../support/parsing/a-docx-file.ts';
import { needs } from '../support/require.ts';
import { hostileStrings, struckMark } from './hostile-strings.ts';

const canRun =
  needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.') &&
  needs('the built page', existsSync(join(repositoryRoot, 'apps/web/out/index.html')), 'Run "npm run build".');

/** How many files one request may bring. */
const batchSize = 20;
/** Each tenth document is opened by itself; all strings together stand in four more. */
const openedShare = 10;

const withoutBreaks = (text: string) => text.replaceAll(/[\r\n]+/g, ' ');
/** A file's name cannot hold these. */
const asName = (text: string) =>
  text
    .replaceAll('/', '∕')
    .replaceAll(/[\p{Cc}\u202e]/gu, '')
    .replaceAll('\\', '﹨')
    .slice(0, 100);
const asHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

describe.runIf(canRun)('200 hostile strings', { timeout: 240_000 }, () => {
  let models: CannedModelServer;
  let carrel: CarrelProcess;
  let browser: OpenedBrowser;
  let page: Page;
  let collectionId: string;
  const wholes = new Map<string, string>();

  const upload = async (files: readonly { readonly path: string; readonly content: Blob }[]) => {
    const { files: outcomes } = await carrel.client.upload({ collectionId, files });
    return outcomes.map((outcome) => {
      if (outcome.outcome === 'refused') throw new Error(`${outcome.path}: ${outcome.reason.text}`);
      return outcome.document.id;
    });
  };

  beforeAll(async () => {
    models = await startCannedModelServer();
    carrel = await startCarrel({ env: { CARREL_LLM: models.url, CARREL_MODELS_DIR: '' } });
    browser = await openBrowser({ origin: carrel.url });
    page = browser.page;
    page.setDefaultTimeout(20_000);
    ({ id: collectionId } = await carrel.client.call(routes.createCollection, { body: { name: `Hostile ${hostileStrings[0] ?? ''}` } }));
    for (let at = 0; at < hostileStrings.length; at += batchSize) {
      const batch = hostileStrings.slice(at, at + batchSize).map(withoutBreaks);
      await upload(
        batch.map((text, index) => ({
          path: `${at + index} ${asName(text)}.md`,
          content: new Blob([`# ${text}\n\nCanary${at + index} says ${text} in its text.\n`]),
        })),
      );
    }
    const lines = hostileStrings.map(withoutBreaks);
    const relations = lines
      .slice(0, 20)
      .map(
        (line, index) =>
          `<Relationship Id="h${index}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="${asHtml(line).replaceAll('"', '&quot;')}" TargetMode="External"/>`,
      );
    const links = lines
      .slice(0, 20)
      .map(
        (_line, index) =>
          `<w:p><w:hyperlink r:id="h${index}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:r><w:t>hostile link ${index}</w:t></w:r></w:hyperlink></w:p>`,
      );
    const files = [
      { path: 'all.md', content: new Blob([lines.join('\n\n')]) },
      { path: 'all.txt', content: new Blob([lines.join('\n')]) },
      {
        path: 'all.html',
        content: new Blob([
          `<!doctype html><title>${asHtml(lines[0] ?? '')}</title><h1>Hostile page</h1>${lines.map((line) => `<p>${line}</p><p>${asHtml(line)}</p>`).join('\n')}`,
        ]),
      },
      {
        path: 'all.docx',
        content: new Blob([
          new Uint8Array(
            aDocxFile([wordParagraph('Hostile links', 'H1'), ...links, ...lines.map((line) => wordParagraph(line))].join(''), [
              {
                name: 'word/_rels/document.xml.rels',
                content: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>${relations.join('')}</Relationships>`,
              },
            ]),
          ),
        ]),
      },
    ];
    for (const [index, id] of (await upload(files)).entries()) wholes.set(files[index]?.path ?? '', id);
    await sampleIsPublished(carrel.client, hostileStrings.length + files.length, 180_000);
    await setUpByLink(page, carrel.signInUrl);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await carrel?.stop();
    await models?.close();
  });

  /** Nothing ran, nothing was fetched, the policy had nothing to report, and the page is where it was. */
  async function expectUnharmed(): Promise<void> {
    expect(await page.evaluate<boolean>(`'${struckMark}' in globalThis || '${struckMark}' in {}`)).toBe(false);
    expect(new URL(page.url()).origin).toBe(carrel.url);
    expect(await page.locator('iframe, object, embed, base, video, audio, form[action^="http"], a[href^="javascript:" i]').count()).toBe(0);
    expect(browser.breaches).toEqual([]);
  }

  test('are two hundred, each another', () => {
    expect(new Set(hostileStrings).size).toBe(200);
  });

  test('as titles and file names: the whole list, the palette, the filters', async () => {
    await page.goto(`${carrel.url}/documents/`);
    await page.getByRole('row').first().waitFor();
    for (let screen = 0; screen < 30; screen += 1) {
      await page.getByRole('grid').press('End');
      await page.mouse.move(800, 500);
      await page.mouse.wheel(0, 800);
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Go to, find, do' }).waitFor();
    await page.keyboard.type('script');
    await page.locator('[cmdk-item][data-value^="document:"]').first().waitFor();
    await page.locator('[cmdk-item][data-value^="conversation:"], [cmdk-item][data-value^="text:"]').first().waitFor();
    await expectUnharmed();
  });

  test('as documents: each format whole, as text with all of it drawn', async () => {
    for (const id of wholes.values()) {
      await page.goto(`${carrel.url}/documents/?doc=${id}`);
      await page.locator('.document-text').waitFor();
      await page.locator('[data-document-text]').press('End');
      await page.waitForTimeout(200);
      await expectUnharmed();
    }
    expect(wholes.size).toBe(4);
  });

  test('as documents of their own, opened from results of a search with marked words', async () => {
    for (let index = 0; index < hostileStrings.length; index += openedShare) {
      await page.goto(`${carrel.url}/search/?q=Canary${index}`);
      await page.locator('[data-result="0"]').click();
      await page.locator('mark[data-current="true"]').first().waitFor();
      await expect.poll(() => page.locator('mark[data-current="true"]').first().innerText()).not.toBe('');
    }
    await expectUnharmed();
  });

  test('as questions and titles of conversations: all of them', async () => {
    for (const [index, text] of hostileStrings.entries()) {
      models.answerNext(
        '/v1/chat/completions',
        eventAnswer([chatChunk(`Canary${index} says ${withoutBreaks(text)} in its text.`), chatChunk(null, 'stop'), doneEvent]),
      );
      // The end of the stream is all that matters here.
      for await (const event of carrel.client.ask({ question: `What says Canary${index}? ${text}` })) expect(event.type).not.toBe('error');
    }
    await page.goto(carrel.url);
    const rail = page.getByRole('region', { name: 'Conversations' });
    await rail.getByRole('link').first().waitFor();
    for (let more = 0; more < 4; more += 1) {
      const button = rail.getByRole('button', { name: 'Show more' });
      if (await button.isVisible()) await button.click();
      await page.waitForTimeout(150);
    }
    expect(await rail.getByRole('link').count()).toBeGreaterThanOrEqual(150);
    await expectUnharmed();
  });

  test('as answers, written by a model or quoted, with their records', async () => {
    const { items } = await carrel.client.call(routes.listConversations, { query: { limit: 100 } });
    expect(items.length).toBe(100);
    const decisions = new Set<string>();
    for (const { id } of items.filter((_item, index) => index % openedShare === 0)) {
      const { turns } = await carrel.client.call(routes.getConversation, { params: { id } });
      for (const turn of turns) if (turn.state === 'complete') decisions.add(turn.result.decision);
      await page.goto(`${carrel.url}/?c=${id}`);
      await page.getByRole('button', { name: 'The record' }).click();
      await page.getByRole('region', { name: /^The record/ }).waitFor();
    }
    expect([...decisions].filter((decision) => decision === 'answered' || decision === 'quoted')).not.toEqual([]);
    await expectUnharmed();
  });

  test('as an SVG picture: whatever becomes of it, neither its name nor its text does harm', async () => {
    await page.goto(`${carrel.url}/documents/?in=${collectionId}`);
    await page.getByRole('row').first().waitFor();
    const svg = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" onload="globalThis.${struckMark}=1"><script>globalThis.${struckMark}=1</script></svg>`,
    );
    await page
      .locator('input[name="files"]')
      .setInputFiles([{ name: '<img src=x onerror=1>.svg', mimeType: 'image/svg+xml', buffer: svg }]);
    await page
      .getByRole('region', { name: 'Uploads' })
      .getByText(/refused|failed|published/)
      .first()
      .waitFor();
    await expectUnharmed();
  });
});
