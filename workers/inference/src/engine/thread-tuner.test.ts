import { expect, test } from 'vitest';
import { createThreadTuner } from './thread-tuner.ts';

/** Runs steps whose cost depends on the number of threads; gives how often each number was used. */
function run(
  tuner: ReturnType<typeof createThreadTuner>,
  steps: number,
  costOf: (threads: number) => number,
  { limit = 8, processorShare = 1 } = {},
): Map<number, number> {
  const used = new Map<number, number>();
  for (let step = 0; step < steps; step += 1) {
    const threads = tuner.choose(limit);
    used.set(threads, (used.get(threads) ?? 0) + 1);
    tuner.record({ threads, cost: costOf(threads), processorShare });
  }
  return used;
}

test('settles on the number that is fastest, and seldom tries the others', () => {
  const tuner = createThreadTuner({ threads: 2 });
  const used = run(tuner, 1_000, (threads) => (threads === 1 ? 8 : 13));
  expect(used.get(1)).toBeGreaterThan(980);
  expect(tuner.wanted()).toBe(1);
});

test('goes down at once when another process needs a core, and up again when that is over', () => {
  const tuner = createThreadTuner({ threads: 2 });
  run(tuner, 100, (threads) => (threads === 2 ? 100 : 180));
  expect(run(tuner, 200, (threads) => (threads === 2 ? 2_000 : 250)).get(2)).toBeLessThanOrEqual(4);
  expect(run(tuner, 1_000, (threads) => (threads === 2 ? 100 : 180)).get(2)).toBeGreaterThan(500);
});

test('does not try more threads while other processes have part of the processors', () => {
  const tuner = createThreadTuner({ threads: 2 });
  expect([...run(tuner, 500, (threads) => 100 / threads, { processorShare: 0.5 }).keys()]).toEqual([1]);
  expect(run(tuner, 500, (threads) => 100 / threads).get(2)).toBeGreaterThan(490);
});

test('never uses more than it may', () => {
  const tuner = createThreadTuner({ threads: 8 });
  expect([...run(tuner, 100, (threads) => 10 / threads, { limit: 3 }).keys()].every((threads) => threads <= 3)).toBe(true);
  expect(tuner.wanted()).toBeGreaterThan(3);
});

test('with one thread there is nothing to find out', () => {
  expect(run(createThreadTuner({ threads: 1 }), 10, () => 1)).toEqual(new Map([[1, 10]]));
});
