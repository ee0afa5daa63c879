/**
 * A folder of 10,000 small files that is watched, and 20 PDF files of 500 pages uploaded at once, while somebody searches all
 * the time: how much memory each process takes, and how much slower the searches are than on an idle Carrel.
 *
 * `npm run bench:bulk`, or with `-- --short` 400 files and 2 PDF files of 50 pages. `--embedding NAME` takes a model beside the
 * project in place of the built-in one. Linux only.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { routes } from '@carrel/contract';
import { type CarrelProcess, startCarrel } from '../support/carrel-process.ts';
import { aPdfFile } from '../support/parsing/a-pdf-file.ts';
import { sharedPath } from '../support/require.ts';
import { percentile, report } from './support/measurement.ts';
import { watchMemory } from './support/watch-memory.ts';

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false }, embedding: { type: 'string' } } });
const { short, embedding } = flags;
const smallFiles = short ? 400 : 10_000;
const pdfFiles = short ? 2 : 20;
const pagesPerPdf = short ? 50 : 500;
const idleSeconds = short ? 8 : 40;
const searchPauseMs = 150;
const mebibyte = 2 ** 20;
/** What one process may take, resident, with the built-in embedder. A parser has its own limit, which ends it. */
const limitsMib = { 'apps/api': 700, 'workers/ingest': 900, 'workers/audit': 300, 'packages/parsing': 1_024 } as const;
const env = {
  CARREL_UPLOAD_MAX_FILES: '100',
  CARREL_SEARCHES_PER_MINUTE: '100000',
  ...(embedding !== undefined && { CARREL_MODELS_DIR: sharedPath('models'), CARREL_EMBEDDING: embedding }),
};

const subjects = ['leave', 'travel', 'purchase', 'laptops', 'visitors', 'training', 'safety', 'invoices', 'parking', 'contracts'];
const verbs = ['is requested', 'is approved', 'is refused', 'is recorded', 'is paid', 'is cancelled', 'is reviewed'];
const people = ['the manager', 'the team', 'finance', 'the works council', 'the site lead', 'procurement'];
const pick = (words: readonly string[], number: number) => words[number % words.length] ?? '';
const sentence = (number: number) =>
  `Rule ${number}: ${pick(subjects, number)} ${pick(verbs, number * 7 + 1)} by ${pick(people, number * 3 + 2)} within ${(number % 27) + 2} days.`;
const paragraph = (from: number, count: number) => Array.from({ length: count }, (_, index) => sentence(from + index)).join(' ');
const questions = subjects.flatMap((subject) => verbs.map((verb) => `Who decides when ${subject} ${verb}?`));

const folder = await mkdtemp(join(tmpdir(), 'carrel-bulk-'));
await writeFiles();
const carrel = await startCarrel({ env, isSampleLoaded: true });
let isMet = false;
try {
  await untilDone(carrel, 1);
  await search(carrel, idleSeconds / 4);
  const idle = await search(carrel, idleSeconds);
  const memory = watchMemory(carrel.pid);
  const { total: before } = await carrel.client.call(routes.countDocuments, { query: {} });
  const startedMs = performance.now();
  const searching = searchUntil(carrel);
  await begin(carrel);
  await untilDone(carrel, before + smallFiles + pdfFiles);
  const seconds = (performance.now() - startedMs) / 1000;
  const busy = await searching.stop();
  const peaks = await memory.stop();
  const { byState } = await carrel.client.call(routes.countDocuments, { query: {} });
  isMet = await report({
    name: short ? 'bulk-short' : 'bulk',
    command: `npm run bench:bulk${short ? ' -- --short' : ''}`,
    what: `${smallFiles} Markdown files of about 1.5 KB through a watched folder and ${pdfFiles} PDF files of ${pagesPerPdf} pages uploaded at once, with ${embedding ?? 'the built-in embedder'}, while somebody searches without pause`,
    figures: [
      {
        name: 'documents that are not published',
        value: before + smallFiles + pdfFiles - (byState.published ?? 0),
        unit: 'documents',
        goal: { atMost: 0 },
      },
      { name: 'until all were published', value: seconds, unit: 's' },
      { name: 'searches on the idle Carrel', value: idle.length, unit: 'searches' },
      { name: 'p50, idle', value: percentile(idle, 0.5), unit: 'ms' },
      { name: 'p95, idle', value: percentile(idle, 0.95), unit: 'ms' },
      { name: 'searches while ingesting', value: busy.length, unit: 'searches' },
      { name: 'p50, while ingesting', value: percentile(busy, 0.5), unit: 'ms' },
      { name: 'p95, while ingesting', value: percentile(busy, 0.95), unit: 'ms' },
      { name: 'ratio of p95, ingesting to idle', value: percentile(busy, 0.95) / percentile(idle, 0.95), unit: '', goal: { atMost: 2 } },
      ...[...peaks].map(([name, bytes]) => ({
        name: `highest resident memory of one process, ${name}`,
        value: bytes / mebibyte,
        unit: 'MiB',
        ...limitOf(name),
      })),
    ],
  });
} finally {
  await carrel.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = isMet ? 0 : 1;

function limitOf(name: string) {
  const limit = Object.entries(limitsMib).find(([known]) => known === name);
  return limit === undefined ? {} : { goal: { atMost: limit[1] } };
}

async function writeFiles(): Promise<void> {
  for (let number = 0; number < smallFiles; number += 1) {
    const place = join(folder, `department-${number % 40}`);
    if (number < 40) await mkdir(place);
    const first = number * 20;
    const text = `# ${pick(subjects, number)}, part ${number}\n\n${paragraph(first, 9)}\n\n${paragraph(first + 9, 9)}\n`;
    await writeFile(join(place, `${number}.md`), text);
  }
}

/** A page with a heading and 36 lines. */
function aPdf(number: number): Blob {
  const lineHeight = 18;
  const pages = Array.from({ length: pagesPerPdf }, (_, page) => ({
    lines: Array.from({ length: 37 }, (_line, line) => ({
      text: line === 0 ? `Chapter ${page + 1} of volume ${number}` : sentence(number * 1_000_000 + page * 100 + line),
      x: 50,
      y: 740 - line * lineHeight,
      size: line === 0 ? 16 : 10,
    })),
  }));
  return new Blob([new Uint8Array(aPdfFile(pages))]);
}

async function begin({ client }: CarrelProcess): Promise<void> {
  const watched = await client.call(routes.createCollection, { body: { name: 'Watched' } });
  const large = await client.call(routes.createCollection, { body: { name: 'Large' } });
  await client.call(routes.createSource, { body: { path: folder, collectionId: watched.id, ignore: [] } });
  const files = Array.from({ length: pdfFiles }, (_, number) => ({ path: `volume-${number}.pdf`, content: aPdf(number) }));
  const { files: taken } = await client.upload({ collectionId: large.id, files });
  for (const file of taken) if (file.outcome === 'refused') throw new Error(`${file.path}: ${file.reason.code}`);
}

/** Until that many documents are there and none is being worked on. */
async function untilDone({ client }: CarrelProcess, count: number): Promise<void> {
  for (;;) {
    const { total, byState } = await client.call(routes.countDocuments, { query: {} });
    const ended = (byState.published ?? 0) + (byState.failed ?? 0);
    if (total >= count && ended === total) return;
    process.stderr.write(`\r${ended} of ${Math.max(total, count)} `);
    await sleep(1_000);
  }
}

async function searchOnce({ client }: CarrelProcess, number: number): Promise<number> {
  const startedMs = performance.now();
  await client.call(routes.search, { body: { query: pick(questions, number), limit: 10 } });
  return performance.now() - startedMs;
}

async function search(running: CarrelProcess, seconds: number): Promise<readonly number[]> {
  const searching = searchUntil(running);
  await sleep(seconds * 1_000);
  return searching.stop();
}

function searchUntil(running: CarrelProcess): { stop(): Promise<readonly number[]> } {
  const times: number[] = [];
  let isStopped = false;
  const ended = (async () => {
    for (let number = 0; !isStopped; number += 1) {
      times.push(await searchOnce(running, number));
      await sleep(searchPauseMs);
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await ended;
      return times;
    },
  };
}
