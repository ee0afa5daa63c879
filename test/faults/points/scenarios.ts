import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultPoint, faultPoints } from '@carrel/core';
import { runtimePaths } from '@carrel/runtime';
import { aRevision, type Ledger, type Revision } from './ledger.ts';
import type { Subject, SubjectFolder } from './subject-process.ts';

/** What is going on when the process is killed. */
export interface Scenario {
  /** While the process is whole: what must be there. */
  prepare?(context: ScenarioContext, subject: Subject): Promise<void>;
  /** Between two starts: the point is reached while the next one starts. */
  betweenStarts?(context: ScenarioContext): Promise<void>;
  /** With the point armed. Undefined: the point is reached at the start. */
  act?(context: ScenarioContext, subject: Subject): Promise<void>;
  readonly workers?: number;
}

export interface ScenarioContext {
  readonly folder: SubjectFolder;
  readonly ledger: Ledger;
  /** Of this case; paths begin with it. */
  readonly name: string;
}

const files = (name: string, count: number, ends?: Revision['ends']) =>
  new Map(Array.from({ length: count }, (_, index) => [`${name}-${index}.md`, aRevision(ends)]));

const published = async ({ ledger, name }: ScenarioContext, subject: Subject, count: number) => {
  await ledger.upload(subject.client, files(name, count));
  await ledger.check(subject.client, files(name, count).keys(), 20_000);
};
const removeIndex = ({ folder }: ScenarioContext) => rm(runtimePaths(folder.dataDir).indexDir, { recursive: true, force: true });

const uploadSome = async ({ ledger, name }: ScenarioContext, { client }: Subject) => void (await ledger.upload(client, files(name, 3)));
const upload: Scenario = { act: uploadSome };
const replace: Scenario = {
  prepare: (context, subject) => published(context, subject, 2),
  act: uploadSome,
};
const remove: Scenario = {
  prepare: (context, subject) => published(context, subject, 1),
  act: async ({ ledger, name }, { client }) => void (await ledger.delete(client, `${name}-0.md`)),
};
const fail: Scenario = {
  act: async ({ ledger, name }, { client }) => void (await ledger.upload(client, files(name, 1, 'failed'))),
};
/** A full disk, once: the attempt is put off. */
const retryLater: Scenario = {
  async act({ ledger, name }, subject) {
    await subject.tell({ type: 'arm', fault: 'retry-later.after-commit' });
    await ledger.upload(subject.client, files(name, 1));
    for (let number = 1; number < 40 && !subject.hasEnded(); number += 3) {
      await subject.tell({ type: 'fail-file', number, code: 'ENOSPC' });
      await ledger.upload(subject.client, files(`${name}-more-${number}`, 1)).catch(() => false);
      await sleep(300);
    }
  },
};
/** Two workers in the process: what the one that does not write the index has is handed over. */
const handOver: Scenario = {
  workers: 2,
  act: async ({ ledger, name }, { client }) => void (await ledger.upload(client, files(name, 8))),
};
/** The index is looked after when nothing came for three seconds. */
const tidy: Scenario = {
  act: async ({ ledger, name }, { client }) => void (await ledger.upload(client, files(name, 2))),
};
const rebuild: Scenario = {
  prepare: (context, subject) => published(context, subject, 2),
  betweenStarts: removeIndex,
};
const start: Scenario = { prepare: (context, subject) => published(context, subject, 1), betweenStarts: () => Promise.resolve() };
/** An attempt dies with its rows written and not published: the next start finds rows that nobody knows. */
const strays: Scenario = {
  async prepare({ ledger, name }, subject) {
    await subject.tell({ type: 'arm', fault: 'publish.before-transaction' });
    await ledger.upload(subject.client, files(name, 1));
    await subject.ended;
  },
  betweenStarts: () => Promise.resolve(),
};

export interface FaultCase {
  readonly point: FaultPoint;
  /** Which time it is reached. */
  readonly time: number;
  readonly what: string;
  readonly scenario: Scenario;
}

/** By the beginning of the name; the longest that fits counts. */
const scenarioOf: Readonly<Record<string, readonly [what: string, scenario: Scenario]>> = {
  blob: ['upload', upload],
  upload: ['upload', upload],
  replace: ['replace', replace],
  delete: ['delete', remove],
  claim: ['upload', upload],
  parse: ['upload', upload],
  chunk: ['upload', upload],
  embed: ['upload', upload],
  append: ['upload', upload],
  'index-file': ['upload', upload],
  handover: ['hand over', handOver],
  publish: ['upload', upload],
  fail: ['fail', fail],
  'retry-later': ['disk full, once', retryLater],
  index: ['rebuild', rebuild],
  'index.writer-became': ['start', start],
  'reconcile.before-rows': ['rebuild', rebuild],
  'reconcile.after-rows': ['rebuild', rebuild],
  'reconcile.before-strays': ['rows that nobody knows', strays],
  'reconcile.after-strays': ['rows that nobody knows', strays],
  optimize: ['tidy', tidy],
};

/** The same points while something else goes on, or for the second time. */
const more: readonly FaultCase[] = [
  ...(
    ['upload.in-transaction', 'upload.after-commit', 'publish.after-activation', 'publish.before-commit', 'publish.after-commit'] as const
  ).map((point) => ({ point, time: 1, what: 'replace', scenario: replace })),
  ...(['blob.before-sync', 'blob.after-rename'] as const).map((point) => ({ point, time: 4, what: 'parsed text', scenario: upload })),
  ...(['append.after-lance', 'index-file.before-rename'] as const).map((point) => ({ point, time: 1, what: 'rebuild', scenario: rebuild })),
];

export function faultCases(): readonly FaultCase[] {
  const cases = faultPoints.map((point): FaultCase => {
    const [what, scenario] = scenarioOf[point] ?? scenarioOf[point.split('.')[0] ?? ''] ?? [];
    if (what === undefined || scenario === undefined) throw new TypeError(`There is no scenario for the point ${point}.`);
    return { point, time: 1, what, scenario };
  });
  return [...cases, ...more];
}
