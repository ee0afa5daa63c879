/** Runs inside the isolated namespace: the whole journey, then how many packets tried to leave. Prints one JSON line. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '@carrel/contract';
import { startCarrel } from '../support/carrel-process.ts';
import { waitForEnd } from '../faults/journey.ts';
import { packetsOut } from './isolated-network.ts';

const [modelsDir = '', chromium = ''] = process.argv.slice(2);
const before = await packetsOut();
const packets: Record<string, number> = {};
const count = async (step: string) => {
  packets[step] = (await packetsOut()) - before;
};
const models =
  modelsDir !== '' && existsSync(modelsDir)
    ? { CARREL_MODELS_DIR: modelsDir, CARREL_EMBEDDING: 'glove5k-bert', CARREL_LLM: 'stories260k-chat' }
    : {};
const carrel = await startCarrel({ isSampleLoaded: true, env: models });
const steps: string[] = ['start'];
await count('start');
try {
  const { client } = carrel;
  for (let items: readonly { id: string }[] = []; items.length < 18;) {
    ({ items } = await client.call(routes.listDocuments, { query: { limit: 200 } }));
    await waitForEnd(
      client,
      items.map(({ id }) => id),
      120_000,
    );
  }
  steps.push('ingest');
  await count('ingest');
  for await (const event of client.ask({ question: 'How many vacation days does an employee in Germany have?' }))
    if (event.type === 'done') steps.push('ask');
  const found = await client.call(routes.search, { body: { query: 'warm-up time' } });
  if (found.passages.length > 0) steps.push('search');
  await count('search');
  if (chromium !== '' && existsSync(chromium)) {
    await openPage(chromium, carrel.signInUrl);
    steps.push('page');
  }
} finally {
  await carrel.stop();
}
process.stdout.write(`${JSON.stringify({ packets: (await packetsOut()) - before, bySteps: packets, steps })}\n`);

async function openPage(executablePath: string, url: string): Promise<void> {
  const { chromium: browserType } = await import('playwright-core');
  const profile = await mkdtemp(join(tmpdir(), 'carrel-profile-'));
  // The browser's own services look up its maker's hosts at every start; what the page asks for is recorded below.
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-domain-reliability',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  ];
  const context = await browserType.launchPersistentContext(profile, { executablePath, headless: true, args });
  try {
    const page = await context.newPage();
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(new URL(url).origin) && /^https?:|^wss?:/.test(request.url())) foreign.push(request.url());
    });
    await page.goto(url);
    // The first run, which asks again and again how far the sample is; then what is loaded where it is used.
    await page.getByRole('heading').first().waitFor();
    for (const place of ['/', '/search/', '/documents/', '/settings/']) {
      await page.goto(new URL(place, url).href);
      await page.getByRole('main').waitFor();
    }
    if (foreign.length > 0) throw new Error(`The page asked other hosts: ${foreign.join(', ')}`);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
