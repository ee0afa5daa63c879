import { spawn } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createJournal, isAlive, waitFor } from '../fixtures/journal.ts';
import { systemClock } from '../ids/system-clock.ts';
import type { ReadyMessage } from '../lifecycle/supervisor-messages.ts';
import { createLogger } from '../logging/create-logger.ts';
import type { ChildDefinition } from './child-definition.ts';
import type { Supervisor } from './create-supervisor.ts';
import { createSupervisor } from './create-supervisor.ts';

const entryPath = new URL('../fixtures/supervised-process.ts', import.meta.url).pathname;
const backOff = { firstMs: 20, maxMs: 100 };
let journal: ReturnType<typeof createJournal>;
let running: Supervisor | undefined;
let logLines: string[];

beforeEach(() => {
  journal = createJournal();
  logLines = [];
});
afterEach(async () => {
  running?.kill();
  await running?.stop();
  running = undefined;
  journal.remove();
});

function aChild(name: string, behaviour: string, rest: Partial<ChildDefinition> = {}): ChildDefinition {
  return { name, entryPath, args: [behaviour], environment: { CARREL_TEST_JOURNAL: journal.path }, stopPhase: 0, ...rest };
}

function supervise(children: readonly ChildDefinition[], stopTimeoutMs = 4_000): Supervisor {
  const logger = createLogger({ level: 'info', process: 'test', stream: { write: (line) => void logLines.push(line) } });
  running = createSupervisor({ clock: systemClock, logger, random: () => 0 }, { children, stopTimeoutMs, backOff });
  running.start();
  return running;
}

const stateOf = (supervisor: Supervisor, name: string) => supervisor.status().find((child) => child.name === name);

test('a child that says so is ready, and its message is passed on', async () => {
  const messages: [string, ReadyMessage][] = [];
  const supervisor = supervise([aChild('api', 'serve')]);
  supervisor.onReady((child, message) => messages.push([child, message]));
  await waitFor('ready', () => stateOf(supervisor, 'api')?.state === 'ready');
  expect(messages).toEqual([['api', { type: 'ready', url: 'http://127.0.0.1:1' }]]);
});

test('a child that is killed is started again, and the reason is kept', async () => {
  const supervisor = supervise([aChild('api', 'serve')]);
  await waitFor('ready', () => stateOf(supervisor, 'api')?.state === 'ready');
  const first = stateOf(supervisor, 'api')?.pid ?? 0;
  process.kill(first, 'SIGKILL');
  await waitFor('second start', () => stateOf(supervisor, 'api')?.restarts === 1 && stateOf(supervisor, 'api')?.state === 'ready');
  expect(stateOf(supervisor, 'api')).toMatchObject({ lastExit: 'signal SIGKILL', restarts: 1 });
  expect(stateOf(supervisor, 'api')?.pid).not.toBe(first);
});

test('a child that keeps dying is started with growing waits, and every end is logged with its reason', async () => {
  const supervisor = supervise([aChild('inference', 'crash')]);
  await waitFor('four starts', () => (stateOf(supervisor, 'inference')?.restarts ?? 0) >= 3);
  const ends = logLines.map((line): unknown => JSON.parse(line)).filter((entry) => JSON.stringify(entry).includes('child.ended'));
  expect(ends.slice(0, 3)).toMatchObject([
    { child: 'inference', lastExit: 'exit status 3', backoffMs: 20 },
    { lastExit: 'exit status 3', backoffMs: 40 },
    { lastExit: 'exit status 3', backoffMs: 80 },
  ]);
});

test('one child that dies leaves the others alone', async () => {
  const supervisor = supervise([aChild('api', 'serve'), aChild('inference', 'crash')]);
  await waitFor('three crashes', () => (stateOf(supervisor, 'inference')?.restarts ?? 0) >= 3);
  expect(stateOf(supervisor, 'api')).toMatchObject({ state: 'ready', restarts: 0 });
});

test('a child whose file does not exist is reported, not a silent loop', async () => {
  const supervisor = supervise([aChild('api', 'serve', { entryPath: '/nowhere/main.ts' })]);
  await waitFor('an end', () => stateOf(supervisor, 'api')?.lastExit === 'exit status 1');
  expect(stateOf(supervisor, 'api')?.state).toMatch(/backing-off|starting/);
});

test('an informed child hears of the states and the metrics of the others', async () => {
  const supervisor = supervise([aChild('api', 'serve', { isInformed: true }), aChild('audit', 'serve')]);
  await waitFor('both are ready', () => supervisor.status().every((child) => child.state === 'ready'));
  await waitFor('the news', () => journal.lines().includes('children api=ready audit=ready'));
  const auditPid = stateOf(supervisor, 'audit')?.pid ?? 0;
  process.kill(auditPid, 'SIGKILL');
  await waitFor('the bad news', () => journal.lines().some((line) => line.includes('audit=backing-off')));
  await waitFor('metrics', () => journal.lines().includes('metrics of audit: carrel_test_total'));
});

test('stopping ends the phases in order and closes each process', async () => {
  const supervisor = supervise([aChild('audit', 'serve', { stopPhase: 1 }), aChild('api', 'serve', { stopPhase: 0 })]);
  await waitFor('both are ready', () => supervisor.status().every((child) => child.state === 'ready'));
  const pids = Object.fromEntries(supervisor.status().map((child) => [child.name, child.pid ?? 0]));
  await supervisor.stop();
  expect(journal.numbersAfter('closed')).toEqual([pids['api'], pids['audit']]);
  expect(supervisor.status().map((child) => child.state)).toEqual(['stopped', 'stopped']);
  expect(Object.values(pids).some(isAlive)).toBe(false);
});

test('stopping does not start anything again that was backing off', async () => {
  const supervisor = supervise([aChild('api', 'crash')]);
  await waitFor('an end', () => stateOf(supervisor, 'api')?.state === 'backing-off');
  await supervisor.stop();
  const starts = journal.numbersAfter('start').length;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(journal.numbersAfter('start')).toHaveLength(starts);
});

test('a child that takes no notice is killed at the deadline', async () => {
  const supervisor = supervise([aChild('api', 'stubborn')], 300);
  await waitFor('ready', () => stateOf(supervisor, 'api')?.state === 'ready');
  const pid = stateOf(supervisor, 'api')?.pid ?? 0;
  await supervisor.stop();
  expect(isAlive(pid)).toBe(false);
  expect(stateOf(supervisor, 'api')?.lastExit).toBe('signal SIGKILL');
});

test('what a child started and left behind is ended with it', async () => {
  const supervisor = supervise([aChild('ingest', 'family')]);
  await waitFor('ready', () => stateOf(supervisor, 'ingest')?.state === 'ready');
  const grandchild = journal.numbersAfter('grandchild')[0] ?? 0;
  expect(isAlive(grandchild)).toBe(true);
  await supervisor.stop();
  await waitFor('the grandchild is gone', () => !isAlive(grandchild));
});

test('after kill -9 of the supervisor no child is left, nor what they started', async () => {
  const supervisor = spawn(process.execPath, [new URL('../fixtures/supervising-process.ts', import.meta.url).pathname], {
    env: { CARREL_TEST_JOURNAL: journal.path },
    stdio: 'ignore',
  });
  await waitFor(
    'two children and a grandchild',
    () => journal.numbersAfter('start').length === 2 && journal.numbersAfter('grandchild').length === 1,
  );
  await waitFor('the second one listens', () => journal.lines().length >= 3);
  const pids = [...journal.numbersAfter('start'), ...journal.numbersAfter('grandchild')];
  supervisor.kill('SIGKILL');
  await waitFor('nobody', () => !pids.some(isAlive));
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s to the supervisor ends all of its processes', async (signal) => {
  const supervisor = spawn(process.execPath, [new URL('../fixtures/supervising-process.ts', import.meta.url).pathname], {
    env: { CARREL_TEST_JOURNAL: journal.path },
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => supervisor.once('exit', resolve));
  await waitFor(
    'two children and a grandchild',
    () => journal.numbersAfter('start').length === 2 && journal.numbersAfter('grandchild').length === 1,
  );
  const pids = [...journal.numbersAfter('start'), ...journal.numbersAfter('grandchild')];
  supervisor.kill(signal);
  expect(await ended).toBe(0);
  await waitFor('nobody', () => !pids.some(isAlive));
});
