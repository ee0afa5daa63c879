import type { IndexRow } from '@carrel/core';
import { describe, expect, test } from 'vitest';
import { createBatchingAppender } from './index-appender.ts';

const row = (generation: number): IndexRow => ({
  generation,
  ordinal: 0,
  policyKey: 1,
  collectionKey: 1,
  text: 'text',
  language: 'en',
  vector: null,
});

/** A writer that records its batches and can be held up. */
function recordingWriter() {
  const batches: number[][] = [];
  let gate: Promise<void> = Promise.resolve();
  return {
    batches,
    holdUntil: (promise: Promise<void>) => (gate = promise),
    async append(rows: readonly IndexRow[]) {
      batches.push(rows.map(({ generation }) => generation));
      await gate;
    },
  };
}

describe('createBatchingAppender', () => {
  test('rows that come while a write runs become one batch', async () => {
    const writer = recordingWriter();
    const appender = createBatchingAppender(writer, { maxWaitMs: 5, maxRows: 1 });
    let release = () => {};
    void writer.holdUntil(
      new Promise((resolve) => {
        release = resolve;
      }),
    );
    const first = appender.append([row(1)]);
    const others = [appender.append([row(2)]), appender.append([row(3)])];
    release();
    await Promise.all([first, ...others]);
    expect(writer.batches.flat().toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    expect(writer.batches.length).toBeLessThanOrEqual(2);
  });

  test('rows wait for the others that are at work, and for nobody else', async () => {
    const writer = recordingWriter();
    const appender = createBatchingAppender(writer, { maxWaitMs: 60_000, maxRows: 100 });
    for (const holder of ['one', 'two', 'three']) appender.begin(holder);
    const appends = [appender.append([row(1)], 'one'), appender.append([row(2)], 'two')];
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(writer.batches).toEqual([]);
    appender.settle('three');
    await Promise.all(appends);
    appender.settle('two');
    await appender.append([row(3)], 'one');
    expect(writer.batches).toEqual([[1, 2], [3]]);
  });

  test('rows do not wait for longer than they are told to', async () => {
    const writer = recordingWriter();
    const appender = createBatchingAppender(writer, { maxWaitMs: 5, maxRows: 100 });
    for (const holder of ['one', 'hangs']) appender.begin(holder);
    await appender.append([row(1)], 'one');
    expect(writer.batches).toEqual([[1]]);
  });

  test('a failed write fails every append of its batch, and the next batch is tried', async () => {
    let calls = 0;
    const appender = createBatchingAppender(
      {
        append() {
          calls += 1;
          return calls === 1 ? Promise.reject(new Error('disk')) : Promise.resolve();
        },
      },
      { maxWaitMs: 5, maxRows: 100 },
    );
    const results = await Promise.allSettled([appender.append([row(1)]), appender.append([row(2)])]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(appender.append([row(3)])).resolves.toBeUndefined();
  });

  test('exclusive work is never beside a write', async () => {
    const events: string[] = [];
    const appender = createBatchingAppender(
      {
        async append() {
          events.push('append begins');
          await new Promise((resolve) => setTimeout(resolve, 10));
          events.push('append ends');
        },
      },
      { maxWaitMs: 0, maxRows: 1 },
    );
    const append = appender.append([row(1)]);
    await appender.exclusively(async () => {
      events.push('work begins');
      await new Promise((resolve) => setTimeout(resolve, 10));
      events.push('work ends');
    });
    await append;
    expect(events).toEqual(['append begins', 'append ends', 'work begins', 'work ends']);
  });

  test('generations count as in flight until their holder settles', async () => {
    const appender = createBatchingAppender(recordingWriter(), { maxWaitMs: 0, maxRows: 1 });
    await appender.append([row(7)], 'version');
    expect(appender.isInFlight(7)).toBe(true);
    appender.settle('version');
    expect(appender.isInFlight(7)).toBe(false);
  });
});
