import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CarrelClient, routes } from '@carrel/contract';
import { inspectFolder } from '../points/inspect-folder.ts';
import { createLedger, type Ledger } from '../points/ledger.ts';
import { openSubjectFolder, type Subject, type SubjectFolder } from '../points/subject-process.ts';

export interface ConditionContext {
  readonly folder: SubjectFolder;
  readonly ledger: Ledger;
  /** Starts one when none runs, and starts it again when it has ended, as a supervisor would. */
  running(): Promise<Subject>;
}

/** Runs a condition over one data folder; gives what differs at its end from what was acknowledged. */
export async function withSubject(work: (context: ConditionContext) => Promise<void>): Promise<readonly string[]> {
  const root = await mkdtemp(join(tmpdir(), 'carrel-condition-'));
  const folder = await openSubjectFolder(join(root, 'data'));
  const ledger = createLedger({ idOf: findOrCreateCollection });
  let subject: Subject | null = null;
  const running = async () => {
    if (subject === null || subject.hasEnded()) subject = await folder.start();
    if (subject === null) throw new Error('The subject did not start.');
    return subject;
  };
  try {
    await work({ folder, ledger, running });
    const problems = [...(await ledger.check((await running()).client, ledger.paths(), 60_000))];
    await (await running()).kill();
    problems.push(...(await inspectFolder(folder.dataDir)));
    return problems;
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

const tryMs = 1_500;
const tries = 20;

/** Waits until these files are in an end state, while time runs faster: what was put off after a failure is due soon. */
export async function settle({ folder, ledger, running }: ConditionContext, paths: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const problems = await ledger.check((await running()).client, paths, tryMs);
    if (!problems.some((problem) => problem.endsWith('stuck'))) return;
    folder.setClockOffset(folder.clockOffsetMs() + 15_000);
    await (await running()).tell({ type: 'set-clock', offsetMs: folder.clockOffsetMs() });
  }
}

export async function findOrCreateCollection(client: CarrelClient): Promise<string> {
  const { items } = await client.call(routes.listCollections, {});
  return (items.find(({ name }) => name === 'Cases') ?? (await client.call(routes.createCollection, { body: { name: 'Cases' } }))).id;
}
