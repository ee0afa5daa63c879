import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { routes } from '@carrel/contract';
import { openBrowser, viewports } from '../test/support/browser.ts';
import { repositoryRoot, startCarrel } from '../test/support/carrel-process.ts';
import { screens } from './screenshots/screens.ts';

/**
 * Takes every screen, at a desk and on a phone, light and dark, into `docs/screenshots`.
 *
 *   node scripts/screenshots.ts                         starts a Carrel with the sample on a temporary folder
 *   node scripts/screenshots.ts --url URL --link LINK   looks at one that runs: LINK is its one-time link
 *   node scripts/screenshots.ts --only answer,search    only screens with these words in their names
 */
const { values } = parseArgs({
  options: { url: { type: 'string' }, link: { type: 'string' }, only: { type: 'string' }, out: { type: 'string' } },
});
const folder = values.out ?? join(repositoryRoot, 'docs', 'screenshots');
const wanted = values.only?.split(',');
const themes = ['light', 'dark'] as const;

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (values.url !== undefined && values.link !== undefined) return takeAll(values.url, values.link);
  const modelsDir = await copyOfModels();
  try {
    const carrel = await startCarrel({
      isSampleLoaded: true,
      env: modelsDir === null ? {} : { ...modelsInUse, CARREL_MODELS_DIR: modelsDir },
    });
    try {
      await waitForSample(async () => (await carrel.client.call(routes.countDocuments, {})).byState);
      await takeAll(carrel.url, carrel.signInUrl);
    } finally {
      await carrel.stop();
    }
  } finally {
    if (modelsDir !== null) await rm(modelsDir, { recursive: true, force: true });
  }
}

const modelsInUse = { CARREL_EMBEDDING: 'all-minilm-l6-v2', CARREL_LLM: 'smollm2-135m-instruct' } as const;

/**
 * The two small models beside the repository, in a folder without the broken ones that lie there for tests; null where they are
 * not: then answers are quoted and search is by the built-in embedder.
 */
async function copyOfModels(): Promise<string | null> {
  const models = join(repositoryRoot, '..', 'shared', 'models');
  if (!existsSync(models)) return null;
  const folder = await mkdtemp(join(tmpdir(), 'carrel-models-'));
  for (const name of Object.values(modelsInUse)) await cp(join(models, name), join(folder, name), { recursive: true });
  return folder;
}

async function waitForSample(read: () => Promise<Readonly<Partial<Record<string, number>>>>): Promise<void> {
  for (let published = -1; ;) {
    const byState = await read();
    const now = byState['published'] ?? 0;
    if (now > 0 && now === published && Object.keys(byState).every((state) => state === 'published' || byState[state] === 0)) return;
    published = now;
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }
}

async function takeAll(url: string, link: string): Promise<void> {
  const browser = await openBrowser({ origin: new URL(url).origin });
  browser.page.setDefaultTimeout(180_000);
  try {
    for (const screen of screens) {
      if (!(await screen.open({ page: browser.page, url, link }))) continue;
      if (wanted && !wanted.some((part) => screen.name.includes(part))) continue;
      await takeVariants(browser.page, screen.name);
    }
    if (browser.breaches.length > 0) throw new Error(`The page did what it must not:\n${browser.breaches.join('\n')}`);
  } finally {
    await browser.close();
  }
}

async function takeVariants(page: Page, name: string): Promise<void> {
  for (const [viewport, size] of Object.entries(viewports)) {
    await page.setViewportSize(size);
    // A narrower text is longer: what was marked is brought back into view.
    await page.evaluate(`document.querySelector('mark[data-current="true"]')?.scrollIntoView({ block: 'center' })`);
    for (const theme of themes) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      await page.evaluate('document.fonts.ready.then(() => true)');
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(folder, `${name}-${viewport}-${theme}.png`) });
    }
  }
  await page.setViewportSize(viewports.desk);
  await page.evaluate("document.documentElement.dataset.theme = 'light'");
  process.stderr.write(`${name}\n`);
}

await main();
