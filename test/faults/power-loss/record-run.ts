import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findOrCreateCollection } from '../conditions/with-subject.ts';
import { aRevision, createLedger, type Entry, type Revision } from '../points/ledger.ts';
import { openSubjectFolder, type Subject } from '../points/subject-process.ts';
import { traceOptions } from './read-trace.ts';

/** Something that was asked; it happened between the marks `begin-N` and `answer-N`. */
interface Request {
  readonly path: string;
  readonly documentId: string | null;
  readonly value: Revision | 'deleted';
}

export interface Recording {
  readonly tracePath: string;
  /** Holds `data` and `marks`. */
  readonly root: string;
  /** What must be there when power is cut after these marks. */
  entriesAfter(marks: ReadonlySet<string>): readonly Entry[];
}

/** The index is looked after three seconds after the last append. */
const tidyMs = 5_000;
const roundPaths = 2;

/** Uploads, replaces and deletes documents under strace, each answer marked in the trace. */
export async function recordRun(root: string, rounds: number): Promise<Recording> {
  await mkdir(join(root, 'marks'), { recursive: true });
  const tracePath = `${root}.trace`;
  const folder = await openSubjectFolder(join(root, 'data'));
  const subject = await folder.start({}, ['strace', ...traceOptions, '-o', tracePath]);
  if (subject === null) throw new Error('The subject did not start.');
  const requests: Request[] = [];
  const ledger = createLedger({ idOf: findOrCreateCollection });
  const ask = async (path: string, value: Request['value']) => {
    const number = requests.length;
    await subject.tell({ type: 'mark', name: `begin-${number}` });
    const isDone =
      value === 'deleted' ? await ledger.delete(subject.client, path) : await ledger.upload(subject.client, new Map([[path, value]]));
    if (!isDone) throw new Error(`${path} was not taken.`);
    await subject.tell({ type: 'mark', name: `answer-${number}` });
    requests.push({ path, documentId: ledger.documentIdOf(path), value });
  };
  for (let round = 0; round < rounds; round += 1) await askRound(round, { ask, ledger, subject });
  await ledger.check(subject.client, ledger.paths(), 120_000);
  await sleep(tidyMs);
  await subject.kill();
  return { tracePath, root, entriesAfter: (marks) => entriesAfter(requests, marks) };
}

async function askRound(
  round: number,
  {
    ask,
    ledger,
    subject,
  }: {
    readonly ask: (path: string, value: Request['value']) => Promise<void>;
    readonly ledger: ReturnType<typeof createLedger>;
    readonly subject: Subject;
  },
): Promise<void> {
  for (let file = 0; file < roundPaths; file += 1) await ask(`round-${round}-${file}.md`, aRevision());
  if (round % 3 === 1) await ask(`round-${round - 1}-0.md`, aRevision());
  if (round % 4 === 3) await ask(`round-${round - 2}-1.md`, 'deleted');
  // Now and then the index has time to be looked after.
  if (round % 6 === 5) await ledger.check(subject.client, ledger.paths(), 120_000).then(() => sleep(tidyMs));
}

function entriesAfter(requests: readonly Request[], marks: ReadonlySet<string>): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const [number, { path, documentId, value }] of requests.entries()) {
    if (!marks.has(`begin-${number}`)) break;
    const before = entries.get(path) ?? { path, documentId: null, acknowledged: null, unsure: null, outdated: [] };
    if (!marks.has(`answer-${number}`)) {
      entries.set(path, { ...before, unsure: value });
      break;
    }
    const replaced = before.acknowledged !== null && before.acknowledged !== 'deleted' ? [before.acknowledged.word] : [];
    entries.set(path, { path, documentId, acknowledged: value, unsure: null, outdated: [...before.outdated, ...replaced] });
  }
  return [...entries.values()];
}
