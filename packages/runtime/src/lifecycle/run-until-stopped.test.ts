import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createJournal, waitFor } from '../fixtures/journal.ts';

const fixture = new URL('../fixtures/supervised-process.ts', import.meta.url).pathname;
let journal: ReturnType<typeof createJournal>;
let child: ChildProcess | undefined;

beforeEach(() => {
  journal = createJournal();
});
afterEach(() => {
  child?.kill('SIGKILL');
  journal.remove();
});

interface Outcome {
  readonly code: number | null;
  readonly ms: number;
}

/** Starts the process, waits until it is ready, and gives a function that waits for its end. */
async function start(behaviour: string, stopTimeoutMs = 5_000): Promise<{ readonly child: ChildProcess; ended(): Promise<Outcome> }> {
  const started = fork(fixture, [behaviour, String(stopTimeoutMs)], {
    env: { CARREL_TEST_JOURNAL: journal.path },
    stdio: 'ignore',
    execArgv: [],
  });
  child = started;
  const exit = new Promise<number | null>((resolve) => started.once('exit', resolve));
  await new Promise((resolve) => started.once('message', resolve));
  return {
    child: started,
    ended: async () => {
      const from = performance.now();
      return { code: await exit, ms: performance.now() - from };
    },
  };
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s closes and ends with status 0', async (signal) => {
  const one = await start('serve');
  one.child.kill(signal);
  expect((await one.ended()).code).toBe(0);
  expect(journal.lines().some((line) => line.startsWith('closed'))).toBe(true);
});

test('the same Ctrl-C that arrives twice closes once, and gracefully', async () => {
  const one = await start('serve');
  one.child.kill('SIGINT');
  one.child.kill('SIGINT');
  expect((await one.ended()).code).toBe(0);
  expect(journal.numbersAfter('closed')).toHaveLength(1);
});

test('a second signal ends at once', async () => {
  const one = await start('slow-close', 30_000);
  one.child.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  one.child.kill('SIGTERM');
  const { code, ms } = await one.ended();
  expect(code).toBe(1);
  expect(ms).toBeLessThan(2_000);
});

test('a close that takes too long is cut at the deadline', async () => {
  const one = await start('slow-close', 300);
  one.child.kill('SIGTERM');
  const { code, ms } = await one.ended();
  expect(code).toBe(1);
  expect(ms).toBeLessThan(3_000);
});

test('the process ends when its supervisor is gone, even if closing hangs', async () => {
  const one = await start('slow-close', 60_000);
  one.child.disconnect();
  const { code, ms } = await one.ended();
  expect(code).toBe(1);
  expect(ms).toBeLessThan(5_000);
});

test('an error that nobody caught ends the process with status 1', async () => {
  const one = await start('throw-later');
  expect((await one.ended()).code).toBe(1);
  await waitFor('the start was recorded', () => journal.lines().length > 0);
});
