/**
 * How fast a folder becomes searchable, against the raw embedding rate: the same texts, model and threads, in the same run.
 * `npm run bench:ingest` takes the whole handbook beside the project, with `-- --short` 60 pages of it.
 */
import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { routes } from '@carrel/contract';
import { runtimePaths } from '@carrel/runtime';
import { uploadPages, waitForEnd } from '../faults/journey.ts';
import { type CarrelProcess, startCarrel } from '../support/carrel-process.ts';
import { sharedPath } from '../support/require.ts';
import { report } from './support/measurement.ts';
import { openRawEmbedder } from './support/raw-embedder.ts';

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const supported = /\.(md|pdf|docx|html?|txt)$/i;
const env = { CARREL_MODELS_DIR: sharedPath('models'), CARREL_EMBEDDING: 'all-minilm-l6-v2' };
const limitMs = 60 * 60_000;

const files = await handbookFiles();
const pages = flags.short ? files.filter(({ path }) => path.endsWith('.md')).slice(0, 60) : files;
process.stderr.write(`${pages.length} files …\n`);
const carrel = await startCarrel({ env });
const { texts, seconds, states } = await ingestThenStop(carrel);
process.stderr.write(`${texts.length} passages in ${seconds.toFixed(0)} s; now raw …\n`);
const rawSeconds = await embedRaw(texts);

const isMet = await report({
  name: flags.short ? 'ingest-short' : 'ingest',
  command: `npm run bench:ingest${flags.short ? ' -- --short' : ''}`,
  what: `${pages.length} files of the handbook with all-minilm-l6-v2; raw is node-llama-cpp on the ${texts.length} texts that were embedded`,
  figures: [
    { name: 'files published', value: states.published, unit: 'files' },
    { name: 'files failed', value: states.failed, unit: 'files' },
    { name: 'passages a second, upload to published', value: texts.length / seconds, unit: 'passages/s' },
    { name: 'passages a second, raw', value: texts.length / rawSeconds, unit: 'passages/s' },
    { name: 'ratio, Carrel to raw', value: rawSeconds / seconds, unit: '', goal: { atLeast: flags.short ? 0.5 : 0.85 } },
  ],
});
process.exitCode = isMet ? 0 : 1;

async function handbookFiles() {
  const root = sharedPath('corpora', 'handbook');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile() && supported.test(entry.name)).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.toSorted().map(async (path) => ({ path: relative(root, path), content: new Blob([await readFile(path)]) })));
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
  const documents = await uploadPages(running.client, pages, 'Handbook');
  const ended = [...(await waitForEnd(running.client, documents.values(), limitMs)).values()];
  const seconds = (performance.now() - startedMs) / 1000;
  for (const document of ended)
    if (document.state !== 'published') process.stderr.write(`${document.state} ${document.reason?.code ?? ''}: ${document.path}\n`);
  const count = (state: string) => ended.filter((document) => document.state === state).length;
  return { texts: embeddedTexts(running.dataDir), seconds, states: { published: count('published'), failed: count('failed') } };
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
  const folder = sharedPath('models', 'all-minilm-l6-v2');
  const embedder = await openRawEmbedder(join(folder, readdirSync(folder).find((name) => name.endsWith('.gguf')) ?? ''));
  await embedder.embedOne('ready');
  const startedMs = performance.now();
  await embedder.embedAll(inputs);
  const seconds = (performance.now() - startedMs) / 1000;
  await embedder.close();
  return seconds;
}
