/**
 * kill -9 at named points of upload, parsing, chunking, embedding, appending, publishing, replacing, deleting and looking after
 * the index; after each, a new start and a comparison with what was acknowledged.
 *
 * `npm run test:faults:points` goes through all of them 20 times, with `-- --short` once; `--times N`, `--only NAME`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type CarrelClient, routes } from '@carrel/contract';
import { report } from '../../bench/support/measurement.ts';
import { carrelCommand } from '../../support/carrel-process.ts';
import { inspectFolder } from './inspect-folder.ts';
import { createLedger } from './ledger.ts';
import { runCase } from './run-case.ts';
import { type FaultCase, faultCases } from './scenarios.ts';
import { openSubjectFolder, type Subject } from './subject-process.ts';

const { values: flags } = parseArgs({
  options: { short: { type: 'boolean', default: false }, times: { type: 'string', default: '20' }, only: { type: 'string' } },
});
const times = flags.short ? 1 : Number(flags.times);
/** Folders that are worked on side by side. */
const lanes = 2;
const { only } = flags;
const chosen = faultCases().filter(({ point }) => only === undefined || point.startsWith(only));
const queue: readonly FaultCase[] = Array.from({ length: times }, () => chosen).flat();

interface LaneOutcome {
  readonly kills: number;
  readonly missed: readonly string[];
  readonly problems: readonly string[];
}

async function runLane(lane: number): Promise<LaneOutcome> {
  const root = await mkdtemp(join(tmpdir(), 'carrel-points-'));
  const folder = await openSubjectFolder(join(root, 'data'));
  const ledger = createLedger({ idOf: findOrCreateCollection });
  const missed: string[] = [];
  const problems: string[] = [];
  let kills = 0;
  let subject: Subject | null = null;
  for (let number = lane; number < queue.length; number += lanes) {
    const one = queue[number];
    if (one === undefined) continue;
    const label = `${one.point}@${one.time}, ${one.what}`;
    const startedMs = performance.now();
    const outcome = await runCase(one, { folder, ledger, name: `case-${number}` }, subject);
    subject = outcome.subject;
    if (outcome.isReached) kills += 1;
    else missed.push(label);
    problems.push(...outcome.problems.map((problem) => `${label}: ${problem}`));
    const word = outcome.isReached ? (outcome.problems.length > 0 ? 'BROKEN' : 'survived') : 'NOT REACHED';
    process.stderr.write(`${word.padEnd(12)} ${label} (${Math.round(performance.now() - startedMs)} ms)\n`);
  }
  // Everything once more: a later kill must not have harmed what an earlier one left whole.
  if (subject !== null) {
    problems.push(...(await ledger.check(subject.client, ledger.paths(), 60_000)));
    await subject.kill();
    problems.push(...(await inspectFolder(folder.dataDir)));
    if (!(await isLogWhole(folder.dataDir))) problems.push('the audit log does not verify');
  }
  if (problems.length === 0) await rm(root, { recursive: true, force: true });
  else process.stderr.write(`kept for a look: ${root}\n`);
  return { kills, missed, problems };
}

async function findOrCreateCollection(client: CarrelClient): Promise<string> {
  const { items } = await client.call(routes.listCollections, {});
  return (items.find(({ name }) => name === 'Cases') ?? (await client.call(routes.createCollection, { body: { name: 'Cases' } }))).id;
}

async function isLogWhole(dataDir: string): Promise<boolean> {
  try {
    await promisify(execFile)(process.execPath, [carrelCommand, 'audit', 'verify', '--json', '--data', dataDir], { maxBuffer: 2 ** 26 });
    return true;
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    return false;
  }
}

const startedMs = performance.now();
const outcomes = await Promise.all(Array.from({ length: lanes }, (_, lane) => runLane(lane)));
const problems = outcomes.flatMap((outcome) => outcome.problems);
const missed = outcomes.flatMap((outcome) => outcome.missed);
for (const problem of problems) process.stderr.write(`${problem}\n`);
const counted = (word: RegExp) => problems.filter((problem) => word.test(problem)).length;
const isMet = await report({
  name: flags.short ? 'faults-points-short' : 'faults-points',
  command: `npm run test:faults:points --${flags.short ? ' --short' : ` --times ${times}`}`,
  what: 'kill -9 of API, sequencer and ingest worker together at named points, each followed by a start and a comparison with what was acknowledged',
  figures: [
    { name: 'points, with what was going on', value: chosen.length, unit: 'cases', goal: { atLeast: only === undefined ? 40 : 1 } },
    { name: 'kills', value: outcomes.reduce((sum, { kills }) => sum + kills, 0), unit: 'kills', goal: { atLeast: queue.length } },
    { name: 'points that were not reached', value: missed.length, unit: 'cases', goal: { atMost: 0 } },
    {
      name: 'lost',
      value: counted(/lost|is not there|its text is another|passages found|rows of/u),
      unit: 'documents',
      goal: { atMost: 0 },
    },
    { name: 'found twice, or although outdated or deleted', value: counted(/twice|although/u), unit: 'documents', goal: { atMost: 0 } },
    { name: 'stuck', value: counted(/stuck|in no end state|left behind/u), unit: 'documents', goal: { atMost: 0 } },
    { name: 'all differences', value: problems.length, unit: 'differences', goal: { atMost: 0 } },
    { name: 'duration', value: (performance.now() - startedMs) / 1000, unit: 's' },
  ],
});
process.exitCode = isMet ? 0 : 1;
