/**
 * What rights cost. One search with every gate against the same search without any, question by question in turn, for somebody
 * in 200 groups among 500 policies; and searches over HTTP at one total rate, by ten signed-in people and by 1,000 in turns.
 * `npm run bench:rights`, or with `-- --short` over 5,000 chunks and 100 people.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { searchResultSchema } from '@carrel/contract';
import { createBuiltinEmbeddings } from '@carrel/models';
import { startCarrel, type CarrelProcess } from '../support/carrel-process.ts';
import { fillDataFolder } from './support/filled-data-folder.ts';
import { fillRights } from './support/filled-rights.ts';
import { openGates } from './support/gated-search.ts';
import { percentile, report } from './support/measurement.ts';
import { passageTexts } from './support/passage-texts.ts';
import { atRate } from './support/steady-rate.ts';

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const chunkCount = flags.short ? 5_000 : 50_000;
const peopleCount = flags.short ? 100 : 1_000;
const fewPeople = 10;
const rounds = flags.short ? 3 : 5;
/** Of each round and each of the two sides. */
const searchesInRound = flags.short ? 60 : 240;
const searchesPerSecond = 12;
const policyCount = 500;
const groupCount = 200;
const shown = 10;
/** One-time links are limited by address: each person comes from an address of their own, by a proxy. */
const env = { CARREL_EMBEDDING: 'builtin', CARREL_SEARCHES_PER_MINUTE: '100000', CARREL_TRUSTED_PROXIES: '1' };

const dataDir = await mkdtemp(join(tmpdir(), 'carrel-bench-'));
try {
  const { passages, questions } = passageTexts(chunkCount);
  process.stderr.write(`filling ${passages.length} chunks …\n`);
  const policies = await fillDataFolder(dataDir, await createdModel(), passages, { chunksPerDocument: 10, policyCount });
  const people = await fillRights(dataDir, policies, { groupCount, peopleCount });
  const gates = await measureGates(people.inEveryGroup, questions);
  const load = await measureLoad(people.tokens, questions);
  const isMet = await report({
    name: flags.short ? 'rights-short' : 'rights',
    command: `npm run bench:rights${flags.short ? ' -- --short' : ''}`,
    what: `Hybrid search over ${chunkCount} chunks with ${policyCount} policies and ${groupCount} groups, built-in embedding; by one who is in every group, ${gates.withGates.length} searches each way; by ${fewPeople} and ${peopleCount} people in five groups each, ${load.few.length} searches each at ${searchesPerSecond} a second together`,
    figures: [
      { name: 'without gates, p50', value: percentile(gates.without, 0.5), unit: 'ms' },
      { name: 'with gates, p50', value: percentile(gates.withGates, 0.5), unit: 'ms' },
      { name: 'without gates, p95', value: percentile(gates.without, 0.95), unit: 'ms' },
      { name: 'with gates, p95', value: percentile(gates.withGates, 0.95), unit: 'ms' },
      {
        name: 'what the gates add, p95',
        value: percentile(gates.withGates, 0.95) - percentile(gates.without, 0.95),
        unit: 'ms',
        goal: { atMost: 5 },
      },
      { name: 'of which the visible policies, p95', value: percentile(gates.policies, 0.95), unit: 'ms' },
      { name: `over HTTP, ${fewPeople} people, p50`, value: percentile(load.few, 0.5), unit: 'ms' },
      { name: `over HTTP, ${peopleCount} people, p50`, value: percentile(load.many, 0.5), unit: 'ms' },
      { name: `over HTTP, ${fewPeople} people, p95`, value: percentile(load.few, 0.95), unit: 'ms' },
      { name: `over HTTP, ${peopleCount} people, p95`, value: percentile(load.many, 0.95), unit: 'ms' },
      {
        name: `ratio of p95, ${peopleCount} people to ${fewPeople}`,
        value: percentile(load.many, 0.95) / percentile(load.few, 0.95),
        unit: '',
        ...(flags.short ? {} : { goal: { atMost: 1.2 } }),
      },
    ],
  });
  process.exitCode = isMet ? 0 : 1;
} finally {
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

async function createdModel() {
  const model = await createBuiltinEmbeddings().current();
  if (model === null) throw new Error('Expected the built-in embedding.');
  return model;
}

async function measureGates(userId: Parameters<typeof openGates>[1], asked: readonly string[]) {
  const gates = await openGates(dataDir, userId);
  try {
    const measured = { withGates: [] as number[], without: [] as number[], policies: [] as number[] };
    const both = [gates.withGates, gates.without] as const;
    for (const question of asked.slice(0, 20)) for (const search of both) await expectPassages(search(question, shown));
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, question] of asked.entries()) {
        // Each comes first as often as the other: what the first one warmed up, the second one finds.
        const isFirst = (index + round) % 2 === 0;
        for (const isGated of [isFirst, !isFirst])
          measured[isGated ? 'withGates' : 'without'].push(
            await timeMs(() => (isGated ? gates.withGates : gates.without)(question, shown)),
          );
        measured.policies.push(await timeMs(gates.visiblePolicies));
      }
    }
    return measured;
  } finally {
    await gates.close();
  }
}

async function expectPassages(found: Promise<number>): Promise<void> {
  const count = await found;
  if (count !== shown) throw new Error(`Expected ${shown} passages, got ${count}.`);
}

async function measureLoad(tokens: readonly string[], asked: readonly string[]) {
  const carrel = await startCarrel({ dataDir, env, startTimeoutMs: 120_000 });
  try {
    process.stderr.write(`signing ${tokens.length} people in …\n`);
    const cookies: string[] = [];
    for (const [person, token] of tokens.entries()) cookies.push(await signIn(carrel, token, addressOf(person)));
    const few = cookies.slice(0, fewPeople);
    const measured = { few: [] as number[], many: [] as number[] };
    let next = 0;
    const searches = (by: readonly string[]) =>
      Array.from({ length: searchesInRound }, (_search, index) => {
        const question = asked[next % asked.length] ?? '';
        next += 1;
        return () => search(carrel, by[(next + index * 7) % by.length] ?? '', question);
      });
    await atRate(searches(cookies).slice(0, 40), searchesPerSecond);
    for (let round = 0; round < rounds; round += 1) {
      measured.few.push(...(await atRate(searches(few), searchesPerSecond)));
      measured.many.push(...(await atRate(searches(cookies), searchesPerSecond)));
    }
    return measured;
  } finally {
    await carrel.stop();
  }
}

function addressOf(person: number): string {
  return `10.0.${Math.floor(person / 250)}.${(person % 250) + 1}`;
}

async function post(carrel: CarrelProcess, path: string, body: object, headers: Readonly<Record<string, string>>): Promise<Response> {
  const response = await fetch(carrel.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: carrel.url, 'sec-fetch-site': 'same-origin', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response;
}

async function signIn(carrel: CarrelProcess, token: string, address: string): Promise<string> {
  const response = await post(carrel, '/api/v1/sign-in-link', { token }, { 'x-forwarded-for': address });
  await response.arrayBuffer();
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

async function search(carrel: CarrelProcess, cookie: string, query: string): Promise<void> {
  const response = await post(carrel, '/api/v1/search', { query, limit: shown }, { cookie });
  const { passages, mode } = searchResultSchema.parse(await response.json());
  if (passages.length === 0 || mode !== 'hybrid') throw new Error(`Expected passages in hybrid mode, got ${passages.length} in ${mode}.`);
}

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
