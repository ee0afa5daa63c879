import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFairGate } from './fair-gate.ts';

const never = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('runs no more than the limit at once, everything once, and of what waits the first in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(50), { minLength: 1, maxLength: 30 }), async (limit, orders) => {
      const gate = createFairGate(() => limit);
      let [running, most] = [0, 0];
      const begun: number[] = [];
      const works = orders.map((order) =>
        gate.run(
          order,
          async () => {
            running += 1;
            most = Math.max(most, running);
            begun.push(order);
            await turn();
            running -= 1;
          },
          never,
        ),
      );
      await Promise.all(works);
      expect(most).toBeLessThanOrEqual(limit);
      expect(begun.toSorted((a, b) => a - b)).toEqual(orders.toSorted((a, b) => a - b));
      // The first ones found the gate open; the rest waited together.
      const waited = begun.slice(limit);
      expect(waited).toEqual(waited.toSorted((a, b) => a - b));
    }),
    { numRuns: 50 },
  );
});

it('lets nobody wait whose signal aborts, and goes on after work that fails', async () => {
  const gate = createFairGate(() => 1);
  const stop = new AbortController();
  const failing = gate.run(
    0,
    async () => {
      await turn();
      throw new Error('broken');
    },
    never,
  );
  const aborted = gate.run(1, () => Promise.resolve('never'), stop.signal);
  stop.abort(new Error('stopped'));
  await expect(aborted).rejects.toThrow('stopped');
  const next = gate.run(2, () => Promise.resolve('next'), never);
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('next');
});

it('follows a limit that grows', async () => {
  let limit = 1;
  const gate = createFairGate(() => limit);
  let running = 0;
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const works = Array.from({ length: 4 }, (_, order) =>
    gate.run(
      order,
      async () => {
        running += 1;
        if (order > 0) await held;
      },
      never,
    ),
  );
  limit = 3;
  await turn();
  await turn();
  expect(running).toBe(4);
  release();
  await Promise.all(works);
});
