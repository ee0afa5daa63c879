/**
 * Power cuts: what was written and not yet synced is lost, at random moments of a run that uploads, replaces and deletes
 * documents; then Carrel starts on what is left, and everything that was acknowledged by then is compared.
 *
 * The run is recorded by strace at the system calls, so that SQLite and LanceDB are covered as well as our own files. Every
 * second cut drops all that was not synced; the others keep a random part of it, of each file and folder for itself.
 *
 * `npm run test:faults:power` cuts at 200 moments, with `-- --short` at 12; `--seed N` repeats the moments.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { report } from '../../bench/support/measurement.ts';
import { needsCommand } from '../../support/require.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { findOrCreateCollection } from '../conditions/with-subject.ts';
import { inspectFolder } from '../points/inspect-folder.ts';
import { createLedger } from '../points/ledger.ts';
import { openSubjectFolder } from '../points/subject-process.ts';
import { createDiskModel } from './disk-model.ts';
import { readTrace } from './read-trace.ts';
import { type Recording, recordRun } from './record-run.ts';

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now()) },
    cuts: { type: 'string', default: '200' },
  },
});
const { short } = flags;
const cuts = short ? 12 : Number(flags.cuts);
const rounds = short ? 6 : 24;
/** Later than any lease of the recorded run. */
const laterMs = 3_600_000;
const random = seededRandom(Number(flags.seed)).next;

if (needsCommand('strace')) {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-power-'));
  try {
    process.stderr.write(`seed ${flags.seed}; recording ${rounds} rounds …\n`);
    const recording = await recordRun(join(folder, 'recorded'), rounds);
    process.exitCode = (await cutAtRandom(recording, folder)) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function countOperations({ tracePath, root }: Recording): Promise<number> {
  let count = 0;
  for await (const _operation of readTrace(tracePath, root)) count += 1;
  return count;
}

async function cutAtRandom(recording: Recording, folder: string): Promise<boolean> {
  const total = await countOperations(recording);
  const moments = Array.from({ length: cuts }, () => Math.floor(random() * total)).toSorted((a, b) => a - b);
  process.stderr.write(`${total} operations; ${cuts} cuts …\n`);
  const disk = createDiskModel(recording.root, ['data', 'marks']);
  const marks = new Set<string>();
  const problems: string[] = [];
  let [number, done, acknowledged, syncs] = [0, 0, 0, 0];
  for await (const operation of readTrace(recording.tracePath, recording.root)) {
    disk.apply(operation);
    if (operation.type === 'sync') syncs += 1;
    if (operation.type === 'create' && operation.path.startsWith(`${recording.root}/marks/`)) marks.add(basename(operation.path));
    for (; moments[done] === number; done += 1) {
      const target = join(folder, `cut-${done}`);
      await disk.materialise(target, done % 2 === 0 ? () => 0 : random);
      const entries = recording.entriesAfter(marks);
      acknowledged += entries.filter((entry) => entry.acknowledged !== null).length;
      const found = await startOn(join(target, 'data'), entries);
      problems.push(...found.map((problem) => `cut ${done} after operation ${number}: ${problem}`));
      for (const problem of found) process.stderr.write(`cut ${done} after operation ${number}: ${problem}\n`);
      if (found.length === 0) await rm(target, { recursive: true, force: true, maxRetries: 5 });
    }
    number += 1;
  }
  return report({
    name: short ? 'faults-power-short' : 'faults-power',
    command: `npm run test:faults:power --${short ? ' --short' : ''} --seed ${flags.seed}`,
    what: 'Power cuts at random moments of a run that uploads, replaces and deletes documents and looks after the index: what was not synced is gone, or there in part',
    figures: [
      { name: 'power cuts', value: done, unit: 'cuts', goal: { atLeast: cuts } },
      { name: 'operations on the disk, of which syncs', value: syncs, unit: `of ${total}` },
      { name: 'acknowledged documents, over all cuts', value: acknowledged, unit: 'documents', goal: { atLeast: 1 } },
      { name: 'lost, doubled, stuck or not started', value: problems.length, unit: 'differences', goal: { atMost: 0 } },
    ],
  });
}

/** Starts Carrel on what a cut left, and gives what is not as it was acknowledged. */
async function startOn(dataDir: string, entries: ReturnType<Recording['entriesAfter']>): Promise<readonly string[]> {
  const folder = await openSubjectFolder(dataDir);
  folder.setClockOffset(laterMs);
  try {
    const subject = await folder.start();
    if (subject === null) return ['it did not start'];
    const ledger = createLedger({ idOf: findOrCreateCollection });
    for (const entry of entries) ledger.assume({ ...entry });
    const problems = [...(await ledger.check(subject.client, ledger.paths(), 60_000))];
    await subject.kill();
    return entries.some(({ acknowledged }) => acknowledged !== null) ? [...problems, ...(await inspectFolder(dataDir))] : problems;
  } catch (error) {
    return [`it did not start: ${String(error).slice(0, 2_000)}`];
  }
}
