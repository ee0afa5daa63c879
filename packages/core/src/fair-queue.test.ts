import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesInQueue, type QueueLane, type QueuePlace, queueFlow } from './fair-queue.ts';

const mebibyte = 2 ** 20;
const fileCostBytes = 16 * 1024;
const largestBytes = 4 * mebibyte;

interface Item extends QueuePlace {
  readonly sizeBytes: number;
  readonly number: number;
}

/** The queue as the database keeps it, with so many workers. */
function aQueue(workers = 1) {
  let open: Item[] = [];
  let held: Item[] = [];
  let count = 0;
  const served: Item[] = [];
  const virtualTime = () =>
    held.length > 0 ? Math.max(...held.map(({ start }) => start)) : open.length > 0 ? Math.min(...open.map(({ start }) => start)) : 0;
  const finishOf = (flow: string) => Math.max(0, ...[...open, ...held].filter((item) => item.flow === flow).map(({ finish }) => finish));
  return {
    served,
    size: () => open.length,
    add(lane: QueueLane, key: string, sizesBytes: readonly number[]): void {
      const state = { virtualTime: virtualTime(), lastFinish: finishOf(queueFlow(lane, key)) };
      const places = placesInQueue(state, { lane, key, sizesBytes });
      open.push(...places.map((place, index) => ({ ...place, sizeBytes: sizesBytes[index] ?? 0, number: count++ })));
    },
    /** One version is done and the next one begun. */
    step(): void {
      if (held.length >= workers) held = held.slice(1);
      const next = open.toSorted((a, b) => a.order - b.order || a.number - b.number)[0];
      if (next === undefined) return;
      open = open.filter((item) => item !== next);
      held = [...held, next];
      served.push(next);
    },
  };
}

const bytesOf = (items: readonly Item[], flow: string) =>
  items.filter((item) => item.flow === flow).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
const costOf = (items: readonly Item[], flow: string) =>
  bytesOf(items, flow) + items.filter((item) => item.flow === flow).length * fileCostBytes;
const sizes = (maxLength: number) => fc.array(fc.integer({ min: 1, max: largestBytes }), { minLength: 1, maxLength });

describe('the order of work', () => {
  it('does everything once, whatever comes when', () => {
    const arrival = fc.record({
      lane: fc.constantFrom<QueueLane>('interactive', 'bulk'),
      key: fc.constantFrom('a', 'b', 'c'),
      files: sizes(5),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(arrival, fc.nat(6)), { maxLength: 20 }), fc.integer({ min: 1, max: 4 }), (arrivals, workers) => {
        const queue = aQueue(workers);
        for (const [{ lane, key, files }, steps] of arrivals) {
          queue.add(lane, key, files);
          for (let step = 0; step < steps; step += 1) queue.step();
        }
        while (queue.size() > 0) queue.step();
        const total = arrivals.reduce((sum, [{ files }]) => sum + files.length, 0);
        expect(new Set(queue.served.map(({ number }) => number)).size).toBe(total);
      }),
    );
  });

  it('keeps the order within a flow', () => {
    fc.assert(
      fc.property(sizes(20), sizes(20), (one, other) => {
        const queue = aQueue();
        queue.add('bulk', 'a', one);
        queue.add('bulk', 'b', other);
        queue.add('bulk', 'a', one);
        while (queue.size() > 0) queue.step();
        const ofA = queue.served.filter(({ flow }) => flow === queueFlow('bulk', 'a')).map(({ number }) => number);
        expect(ofA).toEqual(ofA.toSorted((a, b) => a - b));
      }),
    );
  });

  it('gives two folders the same number of bytes for as long as both have work, however their files are cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: largestBytes }), fc.integer({ min: 1, max: largestBytes }), fc.nat(30), (one, other, head) => {
        const queue = aQueue();
        queue.add('bulk', 'a', Array<number>(200).fill(one));
        for (let step = 0; step < head; step += 1) queue.step();
        queue.add('bulk', 'b', Array<number>(200).fill(other));
        const before = queue.served.length;
        for (let step = 0; step < 100; step += 1) {
          queue.step();
          const since = queue.served.slice(before);
          const difference = costOf(since, queueFlow('bulk', 'a')) - costOf(since, queueFlow('bulk', 'b'));
          expect(Math.abs(difference)).toBeLessThanOrEqual(2 * (Math.max(one, other) + fileCostBytes));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('lets one file of a collection wait for no more than one file of each other one, with ten thousand before it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.nat(50), (others, steps) => {
        const queue = aQueue();
        for (let other = 0; other < others; other += 1)
          queue.add('bulk', `other-${other}`, Array<number>(Math.ceil(10_000 / others)).fill(10_000));
        for (let step = 0; step < steps; step += 1) queue.step();
        queue.add('bulk', 'small', [10_000]);
        const before = queue.served.length;
        while (queue.served.at(-1)?.flow !== queueFlow('bulk', 'small')) queue.step();
        expect(queue.served.length - before).toBeLessThanOrEqual(others + 1);
      }),
      { numRuns: 5 },
    );
  });

  it('does an upload next, whatever waits', () => {
    fc.assert(
      fc.property(sizes(50), sizes(50), fc.nat(20), fc.integer({ min: 1, max: largestBytes }), (one, other, steps, upload) => {
        const queue = aQueue();
        queue.add('bulk', 'a', one);
        queue.add('bulk', 'b', other);
        for (let step = 0; step < steps; step += 1) queue.step();
        queue.add('interactive', 'a', [upload]);
        queue.step();
        expect(queue.served.at(-1)?.flow).toBe(queueFlow('interactive', 'a'));
      }),
    );
  });

  it('does not let a stream of uploads without end starve a folder', () => {
    const queue = aQueue();
    queue.add('bulk', 'folder', Array<number>(50).fill(mebibyte));
    for (let step = 0; step < 8_000; step += 1) {
      queue.add('interactive', 'desk', [mebibyte]);
      queue.step();
    }
    const folder = bytesOf(queue.served, queueFlow('bulk', 'folder'));
    expect(folder).toBeGreaterThan(0);
    expect(bytesOf(queue.served, queueFlow('interactive', 'desk')) / folder).toBeGreaterThan(16);
  });
});
