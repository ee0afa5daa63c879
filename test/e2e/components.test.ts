import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe-findings.ts';
import type { OpenedBrowser } from '../support/browser.ts';
import { chromiumPath, openBrowser, viewports } from '../support/browser.ts';
import type { ComponentPageServer } from '../support/component-page-server.ts';
import { startComponentPage } from '../support/component-page-server.ts';
import { createLookBook, shareTolerance } from '../support/look-book.ts';
import type { LookBook } from '../support/look-book.ts';
import { needs } from '../support/require.ts';

const canRun = needs('Chromium', chromiumPath !== undefined, 'Install it (apt-get install chromium) or name it in CARREL_CHROMIUM.');

describe.runIf(canRun)('the design language on one page', { timeout: 60_000 }, () => {
  let server: ComponentPageServer;
  let browser: OpenedBrowser;
  let looks: LookBook;

  beforeAll(async () => {
    server = await startComponentPage();
    browser = await openBrowser({ origin: new URL(server.url).origin });
    looks = createLookBook(browser.context, join(import.meta.dirname, 'looks'));
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test.each(['light', 'dark'])('%s: looks as it did, without findings of axe, at a desk and on a phone', async (theme) => {
    const { page } = browser;
    await page.goto(`${server.url}?theme=${theme}`);
    await page.getByRole('heading', { level: 1, name: 'Components' }).waitFor();
    await page.evaluate('document.fonts.ready.then(() => true)');
    for (const [viewport, { width }] of Object.entries(viewports)) {
      // All of it in one picture.
      await page.setViewportSize({ width, height: 2200 });
      await page.waitForTimeout(200);
      expect(await axeFindings(page)).toEqual([]);
      await looks.expectSame(page, `components-${viewport}-${theme}`);
    }
  });

  test('a control that is hidden is noticed', async () => {
    const { page } = browser;
    await page.goto(`${server.url}?theme=light`);
    await page.getByRole('heading', { level: 1, name: 'Components' }).waitFor();
    await page.setViewportSize({ width: viewports.desk.width, height: 2200 });
    await page.evaluate("document.querySelector('main section').style.display = 'none'");
    expect(await looks.difference(page, 'components-desk-light')).toBeGreaterThan(shareTolerance);
  });
});
