/**
 * kill -9 of each process at random moments of ingesting and answering.
 *
 * `npm run test:faults:processes` kills each process 10 times over 200 pages; `npm run test:faults:processes -- --short` twice over 40. Afterwards
 * every acknowledged document has reached its end state, the published passages equal those of an undisturbed run, every
 * accepted question has exactly one terminal record, and the log verifies.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { report } from '../bench/support/measurement.ts';
import { carrelCommand, type CarrelProcess, repositoryRoot, startCarrel } from '../support/carrel-process.ts';
import { terminalRecordCounts } from './audit-pairs.ts';
import { childNames, killChild } from './children.ts';
import { handbookPages, type Page } from './handbook-pages.ts';
import { askUntilEnd, publishedPassages, uploadPages, waitForEnd } from './journey.ts';

const { values: flags } = parseArgs({
  options: { short: { type: 'boolean', default: false }, seed: { type: 'string', default: String(Date.now()) } },
});
const killsPerProcess = flags.short ? 2 : 10;
const pageCount = flags.short ? 40 : 200;
const endTimeoutMs = 300_000;
const models = join(repositoryRoot, '..', 'shared', 'models');
const env = {
  CARREL_MODELS_DIR: models,
  CARREL_EMBEDDING: 'glove5k-bert',
  CARREL_LLM: 'stories260k-chat',
  CARREL_ASKS_PER_MINUTE: '10000',
};

/** A small reproducible generator (mulberry32): the seed is printed, and gives the same moments again. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Outcome {
  readonly state: string;
  readonly passages: readonly string[];
}

/** What became of each page, by path. */
async function outcomes(carrel: CarrelProcess, documents: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Outcome>> {
  const ended = await waitForEnd(carrel.client, documents.values(), endTimeoutMs);
  const published = new Map([...documents].filter(([, id]) => ended.get(id)?.state === 'published'));
  const passages = await publishedPassages(carrel.client, published);
  return new Map([...documents].map(([path, id]) => [path, { state: ended.get(id)?.state ?? 'lost', passages: passages.get(path) ?? [] }]));
}

async function undisturbedOutcomes(pages: readonly Page[]): Promise<ReadonlyMap<string, Outcome>> {
  const carrel = await startCarrel({ env });
  try {
    const documents = await uploadPages(carrel.client, pages, 'Pages');
    return await outcomes(carrel, documents);
  } finally {
    await carrel.stop();
  }
}

/** Asks without pause until told to stop; counts how the streams ended. */
function keepAsking(carrel: CarrelProcess) {
  const streams = { done: 0, error: 0, broken: 0 };
  let isStopped = false;
  const ended = (async () => {
    while (!isStopped) {
      streams[await askUntilEnd(carrel.client, 'How is leave requested and approved?')] += 1;
      await sleep(50);
    }
  })();
  return {
    streams,
    stop: async () => {
      isStopped = true;
      await ended;
    },
  };
}

/** The index of a new installation is made within seconds; kills begin when questions are answered. */
async function firstAnswer(carrel: CarrelProcess): Promise<void> {
  const deadlineMs = performance.now() + 60_000;
  while ((await askUntilEnd(carrel.client, 'How is leave requested?')) !== 'done') {
    if (performance.now() > deadlineMs) throw new Error('No question was answered within a minute.');
    await sleep(200);
  }
}

async function killAtRandom(carrel: CarrelProcess, random: () => number): Promise<number> {
  const rounds = childNames
    .flatMap((name) => Array.from({ length: killsPerProcess }, () => ({ name, order: random() })))
    .toSorted((a, b) => a.order - b.order);
  let kills = 0;
  for (const { name } of rounds) {
    await sleep(100 + random() * 1_500);
    const deadlineMs = performance.now() + 40_000;
    while (!(await killChild(carrel.pid, name))) {
      if (performance.now() > deadlineMs) throw new Error(`The process ${name} was not started again within 40 s.`);
      await sleep(100);
    }
    kills += 1;
  }
  return kills;
}

async function verifyStatus(dataDir: string): Promise<number> {
  try {
    await promisify(execFile)(process.execPath, [carrelCommand, 'audit', 'verify', '--json', '--data', dataDir], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return 0;
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number' ? error.code : -1;
  }
}

const pages = await handbookPages(pageCount);
process.stderr.write(`seed ${flags.seed}, ${pages.length} pages, ${killsPerProcess} kills a process\n`);
const expected = await undisturbedOutcomes(pages);
const carrel = await startCarrel({ env });
let isMet = false;
try {
  await firstAnswer(carrel);
  const asking = keepAsking(carrel);
  const [documents, kills] = await Promise.all([
    uploadPages(carrel.client, pages, 'Pages'),
    killAtRandom(carrel, randomFrom(Number(flags.seed))),
  ]);
  await asking.stop();
  const found = await outcomes(carrel, documents);
  const differing = (what: keyof Outcome) =>
    [...expected].filter(([path, outcome]) => JSON.stringify(found.get(path)?.[what]) !== JSON.stringify(outcome[what])).length;
  // The reaper closes what a killed process left open.
  let pairs = await terminalRecordCounts(carrel.client);
  for (let waited = 0; waited < 60 && pairs.none > 0; waited += 1) {
    await sleep(1_000);
    pairs = await terminalRecordCounts(carrel.client);
  }
  isMet = await report({
    name: flags.short ? 'faults-kill-short' : 'faults-kill',
    command: `npm run test:faults:processes --${flags.short ? ' --short' : ''} --seed ${flags.seed}`,
    what: `kill -9 of api, ingest, inference and audit, ${killsPerProcess} times each, over ${pages.length} pages and ${pairs.accepted} accepted questions`,
    figures: [
      { name: 'processes killed', value: kills, unit: 'kills', goal: { atLeast: killsPerProcess * childNames.length } },
      { name: 'acknowledged documents', value: documents.size, unit: 'documents', goal: { atLeast: pages.length } },
      { name: 'published', value: [...found.values()].filter(({ state }) => state === 'published').length, unit: 'documents' },
      { name: 'end state differs from an undisturbed run', value: differing('state'), unit: 'documents', goal: { atMost: 0 } },
      { name: 'passages differ from an undisturbed run', value: differing('passages'), unit: 'documents', goal: { atMost: 0 } },
      { name: 'accepted questions', value: pairs.accepted, unit: 'questions', goal: { atLeast: 1 } },
      { name: 'with no terminal record', value: pairs.none, unit: 'questions', goal: { atMost: 0 } },
      { name: 'with several terminal records', value: pairs.several, unit: 'questions', goal: { atMost: 0 } },
      { name: 'answers that ended while processes died', value: asking.streams.done, unit: 'answers' },
      { name: 'exit status of audit verify', value: await verifyStatus(carrel.dataDir), unit: '', goal: { atMost: 0 } },
    ],
  });
} finally {
  await carrel.stop();
}
process.exitCode = isMet ? 0 : 1;
