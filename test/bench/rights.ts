/**
 * What rights cost a search over 50,000 chunks. The same chunks lie in two Carrels: in one under a single policy with one grant,
 * in the other under 500 policies that are granted to 200 groups; the same questions go to both in turn. Then, at one rate of
 * requests, ten signed-in people ask, and 1,000. `npm run bench:rights`, or with `-- --short` over 5,000 chunks.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { searchResultSchema } from '@carrel/contract';
import { createBuiltinEmbeddings } from '@carrel/models';
import { runtimePaths } from '@carrel/runtime';
import { cookieSigner } from '../support/api/session-cookie.ts';
import { type CarrelProcess, startCarrel } from '../support/carrel-process.ts';
import { fillDataFolder } from './support/filled-data-folder.ts';
import { type ManyRights, type RightsSizes, type SignedInPerson, writeManyRights } from './support/many-rights.ts';
import { percentile, report } from './support/measurement.ts';
import { passageTexts } from './support/passage-texts.ts';

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const chunkCount = flags.short ? 5_000 : 50_000;
const rounds = flags.short ? 2 : 6;
const many: RightsSizes = { policies: 500, groups: 200, people: 1_000 };
const one: RightsSizes = { policies: 1, groups: 0, people: 0 };
const requestsPerSecond = 12;
/** Ten people and a thousand in turn, so that what else the machine does meets both. */
const partSeconds = flags.short ? 5 : 20;
const parts = flags.short ? 2 : 4;
const env = { CARREL_SEARCHES_PER_MINUTE: '100000' };
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const { passages, questions } = passageTexts(chunkCount);
const narrow = await openFilled(one);
const wide = await openFilled(many);
try {
  const byOne: number[] = [];
  const byMany: number[] = [];
  for (const question of questions.slice(0, 20)) for (const filled of [narrow, wide]) await search(filled, filled.rights.insider, question);
  for (let round = 0; round < rounds; round += 1) {
    for (const question of questions) {
      byOne.push(await search(narrow, narrow.rights.insider, question));
      byMany.push(await search(wide, wide.rights.insider, question));
    }
  }
  const ofTen: number[] = [];
  const ofThousand: number[] = [];
  const { people } = wide.rights;
  await atRate(people, 3);
  for (let part = 0; part < parts; part += 1) {
    ofTen.push(...(await atRate(people.slice(0, 10), partSeconds)));
    ofThousand.push(...(await atRate(people, partSeconds)));
  }
  const isMet = await report({
    name: flags.short ? 'rights-short' : 'rights',
    command: `npm run bench:rights${flags.short ? ' -- --short' : ''}`,
    what: `Hybrid search with the built-in embedder over ${chunkCount} chunks of about 230 tokens, over HTTP with a session; ${many.policies} policies, each granted to five of ${many.groups} groups (half of them nested), ${byMany.length} questions; then ${requestsPerSecond} questions a second by ten people and by ${many.people}, each in 20 groups, ${ofTen.length} each`,
    figures: [
      { name: 'one policy, one grant, p50', value: percentile(byOne, 0.5), unit: 'ms' },
      { name: 'one policy, one grant, p95', value: percentile(byOne, 0.95), unit: 'ms' },
      { name: 'a person in 200 groups, 500 policies, p50', value: percentile(byMany, 0.5), unit: 'ms' },
      { name: 'a person in 200 groups, 500 policies, p95', value: percentile(byMany, 0.95), unit: 'ms' },
      { name: 'what the gates add at p50', value: percentile(byMany, 0.5) - percentile(byOne, 0.5), unit: 'ms' },
      {
        name: 'what the gates add at p95',
        value: percentile(byMany, 0.95) - percentile(byOne, 0.95),
        unit: 'ms',
        ...(flags.short ? {} : { goal: { atMost: 5 } }),
      },
      { name: 'ten people, p95', value: percentile(ofTen, 0.95), unit: 'ms' },
      { name: '1,000 people at the same rate, p95', value: percentile(ofThousand, 0.95), unit: 'ms' },
      {
        name: 'ratio of p95, 1,000 people to ten',
        value: percentile(ofThousand, 0.95) / percentile(ofTen, 0.95),
        unit: '',
        ...(flags.short ? {} : { goal: { atMost: 1.2 } }),
      },
    ],
  });
  process.exitCode = isMet ? 0 : 1;
} finally {
  agent.destroy();
  await narrow.close();
  await wide.close();
}

interface Filled {
  readonly carrel: CarrelProcess;
  readonly rights: ManyRights;
  readonly cookieOf: (sessionToken: string) => string;
  close(): Promise<void>;
}

async function openFilled(sizes: RightsSizes): Promise<Filled> {
  const dataDir = await mkdtemp(join(tmpdir(), 'carrel-bench-'));
  const model = await createBuiltinEmbeddings().current();
  if (model === null) throw new Error('There is no built-in embedder.');
  process.stderr.write(`filling ${passages.length} chunks under ${sizes.policies} policies …\n`);
  let rights: ManyRights | null = null;
  await fillDataFolder(dataDir, model, passages, async (store) => {
    rights = await writeManyRights(store, sizes);
    return rights.places;
  });
  if (rights === null) throw new Error('There are no rights.');
  const carrel = await startCarrel({ dataDir, env, startTimeoutMs: 120_000 });
  return {
    carrel,
    rights,
    cookieOf: cookieSigner(runtimePaths(dataDir)),
    async close() {
      await carrel.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** One question, by a browser's request. @returns how long it took, in milliseconds. */
async function search({ carrel, cookieOf }: Filled, { sessionToken }: SignedInPerson, query: string): Promise<number> {
  const body = JSON.stringify({ query, limit: 10 });
  const startedMs = performance.now();
  const text = await new Promise<string>((resolve, reject) => {
    const outgoing = httpRequest(
      `${carrel.url}/api/v1/search`,
      {
        method: 'POST',
        agent,
        headers: {
          cookie: cookieOf(sessionToken),
          origin: carrel.url,
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
        },
      },
      (incoming) => {
        let received = '';
        incoming.setEncoding('utf8').on('data', (piece: string) => (received += piece));
        incoming.on('error', reject);
        incoming.on('end', () => resolve(received));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  const tookMs = performance.now() - startedMs;
  const found = searchResultSchema.parse(JSON.parse(text));
  if (found.mode !== 'hybrid' || found.passages.length !== 10)
    throw new Error(`Expected 10 passages in hybrid mode, got ${found.passages.length} in ${found.mode} mode.`);
  return tookMs;
}

/** Questions at the one rate, whether earlier ones are answered or not, by these people in turn. @returns how long each took. */
async function atRate(people: readonly SignedInPerson[], seconds: number): Promise<readonly number[]> {
  const running: Promise<number>[] = [];
  const startedMs = performance.now();
  for (let index = 0; index < requestsPerSecond * seconds; index += 1) {
    const [person, question] = [people[index % people.length], questions[index % questions.length]];
    if (person === undefined || question === undefined) throw new Error('There is nobody, or nothing to ask.');
    await sleep(Math.max(0, startedMs + (index * 1000) / requestsPerSecond - performance.now()));
    running.push(search(wide, person, question));
  }
  return Promise.all(running);
}
