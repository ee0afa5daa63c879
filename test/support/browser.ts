import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

/** Where a Chromium usually lies; `CARREL_CHROMIUM` names another. */
export const chromiumPath = [
  process.env['CARREL_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && path !== '' && existsSync(path));

export const viewports = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
export type ViewportName = keyof typeof viewports;

export interface BrowserOptions {
  /** Origin of the Carrel that is looked at: requests to any other are recorded. */
  readonly origin: string;
  readonly viewport?: ViewportName;
  readonly theme?: 'light' | 'dark';
  readonly locale?: string;
}

export interface OpenedBrowser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What a page must not do: requests to other hosts, breaches of its policy, uncaught errors. */
  readonly breaches: readonly string[];
  close(): Promise<void>;
}

/** Runs in every page, so it is text: this workspace knows nothing of a browser's types. */
const reportPolicyBreaches = `document.addEventListener('securitypolicyviolation', (event) => {
  recordPolicyBreach(['policy:', event.violatedDirective, event.blockedURI, event.sourceFile + ':' + event.lineNumber, event.sample].join(' '));
});`;

/** A fresh Chromium with a profile of its own that is removed with it. Nothing of the browser itself goes out. */
export async function openBrowser({
  origin,
  viewport = 'desk',
  theme = 'light',
  locale = 'en-GB',
}: BrowserOptions): Promise<OpenedBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'carrel-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    viewport: viewports[viewport],
    hasTouch: viewport === 'phone',
    colorScheme: theme,
    locale,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const breaches: string[] = [];
  await context.exposeBinding('recordPolicyBreach', (_source, text: string) => breaches.push(text));
  await context.addInitScript({ content: reportPolicyBreaches });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.origin !== origin) breaches.push(`request: ${request.url()}`);
  });
  context.on('weberror', (error) => breaches.push(`error: ${error.error().stack ?? error.error().message}`));
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    context,
    page,
    breaches,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
