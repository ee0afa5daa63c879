/**
 * How fast `carrel ingest` makes a folder searchable, against the raw embedding rate: the same texts, model and threads, in
 * the same run.
 * `npm run bench:ingest` takes the whole handbook beside the project, with `-- --short` 60 pages of it.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { routes } from '@carrel/contract';
import { runtimePaths } from '@carrel/runtime';
import { carrelCommand, type CarrelProcess, startCarrel } from '../support/carrel-process.ts';
import { sharedPath } from '../support/require.ts';
import { report } from './support/measurement.ts';
import { openRawEmbedder } from './support/raw-embedder.ts';

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const env = { CARREL_MODELS_DIR: sharedPath('models'), CARREL_EMBEDDING: 'all-minilm-l6-v2' };
const shortPages = 60;
const lineSchema = z.object({ path: z.string(), state: z.string(), reason: z.string().optional() });

const folder = flags.short ? await firstPages() : sharedPath('corpora', 'handbook');
const carrel = await startCarrel({ env });
const { texts, seconds, outcomes } = await ingestThenStop(carrel);
const published = outcomes.filter(({ state }) => state === 'published').length;
if (flags.short) await rm(folder, { recursive: true });
process.stderr.write(`${texts.length} passages in ${seconds.toFixed(0)} s; now raw …\n`);
const rawSeconds = await embedRaw(texts);

const isMet = await report({
  name: flags.short ? 'ingest-short' : 'ingest',
  command: `npm run bench:ingest${flags.short ? ' -- --short' : ''}`,
  what: `${outcomes.length} files of the handbook with all-minilm-l6-v2; raw is node-llama-cpp on the ${texts.length} texts that were embedded`,
  figures: [
    { name: 'files published', value: published, unit: 'files' },
    { name: 'files failed, each named on standard error', value: outcomes.length - published, unit: 'files' },
    { name: 'passages a second, from the start of the command to its end', value: texts.length / seconds, unit: 'passages/s' },
    { name: 'passages a second, raw', value: texts.length / rawSeconds, unit: 'passages/s' },
    { name: 'ratio, Carrel to raw', value: rawSeconds / seconds, unit: '', goal: { atLeast: flags.short ? 0.5 : 0.85 } },
  ],
});
process.exitCode = isMet ? 0 : 1;

/** The first Markdown pages of the handbook, in a folder of their own. */
async function firstPages(): Promise<string> {
  const root = sharedPath('corpora', 'handbook');
  const target = await mkdtemp(join(tmpdir(), 'carrel-pages-'));
  const pages = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
  for (const path of pages.toSorted().slice(0, shortPages)) await cp(join(root, path), join(target, path));
  return target;
}

async function ingestThenStop(running: CarrelProcess) {
  try {
    return await ingest(running);
  } finally {
    await running.stop();
  }
}

async function ingest(running: CarrelProcess) {
  // The model is loaded before the clock starts, as it is in the raw run.
  await waitForModel(running);
  const startedMs = performance.now();
  const args = [carrelCommand, 'ingest', folder, '--wait', '--json', '--data', running.dataDir];
  const command = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = (await text(command.stdout)).trim().split('\n');
  const seconds = (performance.now() - startedMs) / 1000;
  const outcomes = lines.map((line) => lineSchema.parse(JSON.parse(line)));
  for (const { path, state, reason } of outcomes) if (state !== 'published') process.stderr.write(`${state} ${reason ?? ''}: ${path}\n`);
  return { texts: embeddedTexts(running.dataDir), seconds, outcomes };
}

async function waitForModel(running: CarrelProcess): Promise<void> {
  for (;;) {
    const { items } = await running.client.call(routes.listModels, {});
    if (items.some(({ role, state }) => role === 'embed' && state === 'ready')) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** What was embedded, each text once: the cache embeds a text that occurs twice only once. */
function embeddedTexts(dataDir: string): readonly string[] {
  const database = new DatabaseSync(runtimePaths(dataDir).databaseFile, { readOnly: true });
  const rows = z
    .array(z.object({ context: z.string(), text: z.string() }))
    .parse(database.prepare('SELECT context, text FROM chunk').all());
  database.close();
  return [...new Set(rows.map(({ context, text }) => (context === '' ? text : `${context}\n${text}`)))];
}

async function embedRaw(inputs: readonly string[]): Promise<number> {
  const modelFolder = sharedPath('models', 'all-minilm-l6-v2');
  const embedder = await openRawEmbedder(join(modelFolder, readdirSync(modelFolder).find((name) => name.endsWith('.gguf')) ?? ''));
  await embedder.embedOne('ready');
  const startedMs = performance.now();
  await embedder.embedAll(inputs);
  const seconds = (performance.now() - startedMs) / 1000;
  await embedder.close();
  return seconds;
}
