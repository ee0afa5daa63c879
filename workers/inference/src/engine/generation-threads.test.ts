import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { StepKind } from './generation-threads.ts';
import { createGenerationThreads } from './generation-threads.ts';
import type { ThreadGate } from './thread-gate.ts';

function world(slots: number, free = 2) {
  let held = 0;
  const log: string[] = [];
  const gate: ThreadGate = {
    enter: (need) => {
      held += 1;
      expect(held).toBe(1);
      return Promise.resolve(need.wanted());
    },
    leave: () => {
      held -= 1;
    },
    reconsider: () => undefined,
    setLimit: () => undefined,
  };
  const threads = createGenerationThreads(
    {
      gate,
      setThreads: (count) => log.push(`threads ${count}`),
      nowMs: () => performance.now(),
      processorMs: () => performance.now(),
      freeProcessors: () => free,
    },
    { threads: 2, slots },
  );
  const step = (kind: StepKind, name: string, ms = 1) =>
    threads.run(kind, 1, async () => {
      log.push(`start ${name}`);
      await sleep(ms);
      log.push(`end ${name}`);
      return name;
    });
  return { step, log, threads, held: () => held };
}

test('with one place, steps run one after the other, each with a right of its own', async () => {
  const { step, log, held } = world(1);
  await expect(Promise.all([step('token', 'a'), step('token', 'b'), step('prompt', 'c')])).resolves.toEqual(['a', 'b', 'c']);
  expect(log.filter((line) => !line.startsWith('threads'))).toEqual(['start a', 'end a', 'start b', 'end b', 'start c', 'end c']);
  expect(held()).toBe(0);
});

test('with several places, steps of one kind run together under one right, and of two kinds never', async () => {
  const { step, log, held } = world(2);
  await Promise.all([step('token', 'a'), step('token', 'b'), step('prompt', 'p'), step('token', 'c')]);
  const lines = log.filter((line) => !line.startsWith('threads'));
  expect(lines.slice(0, 2)).toEqual(['start a', 'start b']);
  expect(lines.indexOf('start p')).toBeGreaterThan(lines.indexOf('end b'));
  expect(held()).toBe(0);
});

test('many steps of several answers all come to their end', async () => {
  const { step, held } = world(3);
  const answer = async (name: string) => {
    for (let index = 0; index < 30; index += 1) await step(index < 5 ? 'prompt' : 'token', name, index % 2);
    return name;
  };
  await expect(Promise.all(['a', 'b', 'c'].map(answer))).resolves.toEqual(['a', 'b', 'c']);
  expect(held()).toBe(0);
});

test('a step that fails gives its right back', async () => {
  const { threads, step, held } = world(1);
  await expect(threads.run('token', 1, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(held()).toBe(0);
  await expect(step('token', 'next')).resolves.toBe('next');
});

test('takes no more threads than there are processors that nobody else uses', async () => {
  const busy = world(1, 0);
  for (let index = 0; index < 20; index += 1) await busy.step('token', 'a', 0);
  expect(new Set(busy.log.filter((line) => line.startsWith('threads')))).toEqual(new Set(['threads 1']));
  const calm = world(1, 2);
  for (let index = 0; index < 20; index += 1) await calm.step('token', 'a', 0);
  expect(calm.log).toContain('threads 2');
});
