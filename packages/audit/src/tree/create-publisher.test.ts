import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createPublishBench, type PublishBench } from '../fixtures/publish-bench.ts';

const benches: PublishBench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.remove();
});

async function aBench(options: Parameters<typeof createPublishBench>[0] = {}): Promise<PublishBench> {
  const bench = await createPublishBench(options);
  benches.push(bench);
  return bench;
}

const filesOf = async (bench: PublishBench) =>
  (await readdir(bench.folder, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(bench.folder.length + 1))
    .toSorted();

const sizesOf = (bench: PublishBench) => bench.harness.store.state.checkpoints.map(({ size }) => size);

describe('publishing', () => {
  test('covers a log that was there before, in steps', async () => {
    const bench = await aBench();
    await bench.append(699);
    await bench.start({ maxEntries: 300 }).publish(await bench.lease());
    expect(sizesOf(bench)).toEqual([300, 600, 700]);
    expect(await filesOf(bench)).toEqual([
      '2026/checkpoint',
      '2026/keys.txt',
      '2026/tile/0/000',
      '2026/tile/0/001',
      '2026/tile/0/002.p/188',
      '2026/tile/0/002.p/88',
      '2026/tile/1/000.p/1',
      '2026/tile/1/000.p/2',
      '2026/tile/entries/000',
      '2026/tile/entries/001',
      '2026/tile/entries/002.p/188',
      '2026/tile/entries/002.p/88',
    ]);
    const { verdict, checkpoints, entryCount } = await bench.verifyFiles();
    expect({ verdict, entryCount }).toEqual({ verdict: 'ok', entryCount: 700 });
    expect(checkpoints).toMatchObject([{ shard: 2026, size: 700, count: 1 }]);
    expect(await bench.harness.verify()).toMatchObject({ verdict: 'ok', findings: [], checkpoints: [{ size: 700, count: 3 }] });
  });

  test('in any steps gives the tiles and the last checkpoint of one step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 180 }), { minLength: 2, maxLength: 3 }), async (steps) => {
        const [grown, whole] = [await aBench(), await aBench()];
        let publisher = grown.start();
        for (const [index, step] of steps.entries()) {
          await grown.append(step);
          if (index % 2 === 1) publisher = grown.start();
          await publisher.publish(await grown.lease());
        }
        whole.harness.store.state.entries = [...grown.harness.store.state.entries];
        await whole.start().publish(await whole.lease());
        const [inSteps, atOnce] = [grown.harness.store.state, whole.harness.store.state];
        expect(inSteps.checkpoints.at(-1)?.note).toBe(atOnce.checkpoints.at(-1)?.note);
        const byPlace = (left: { level: number; index: number }, right: { level: number; index: number }) =>
          left.level - right.level || left.index - right.index;
        expect(inSteps.tiles.toSorted(byPlace)).toEqual(atOnce.tiles.toSorted(byPlace));
        expect(await grown.verifyFiles()).toMatchObject({ verdict: 'ok' });
        const files = await filesOf(grown);
        for (const file of await filesOf(whole)) expect(files).toContain(file);
      }),
      { numRuns: 4 },
    );
  }, 60_000);

  test('signs nothing when there is nothing new', async () => {
    const bench = await aBench();
    const publisher = bench.start();
    await publisher.publish(await bench.lease());
    expect(bench.signedRoots.size).toBe(0);
    await bench.append(3);
    await publisher.publish(await bench.lease());
    await publisher.publish(await bench.lease());
    expect(sizesOf(bench)).toEqual([4]);
    expect(publisher.state()).toMatchObject({ checkpoint: { shard: 2026, size: 4 }, failureCode: null });
  });

  test('finishes the tree of a year before that of the next one', async () => {
    const bench = await aBench();
    const publisher = bench.start();
    await bench.append(2);
    await publisher.publish(await bench.lease());
    bench.harness.clock.advance(365 * 86_400_000);
    await bench.append(2);
    await publisher.publish(await bench.lease());
    const last = bench.harness.store.state.checkpoints.map(({ shard, size }) => [shard, size]);
    expect(last).toEqual([
      [2026, 3],
      [2026, 4],
      [2027, 3],
    ]);
    expect(await bench.verifyFiles()).toMatchObject({ verdict: 'ok', shards: [{ shard: 2026 }, { shard: 2027 }] });
  });

  test('keeps the partial tiles of the checkpoint before, and no older ones', async () => {
    const bench = await aBench();
    const publisher = bench.start();
    for (let round = 0; round < 4; round += 1) {
      await bench.append(10);
      await publisher.publish(await bench.lease());
    }
    const partial = (await filesOf(bench)).filter((file) => file.includes('.p/'));
    expect(partial).toEqual(['2026/tile/0/000.p/31', '2026/tile/0/000.p/41', '2026/tile/entries/000.p/31', '2026/tile/entries/000.p/41']);
  });
});

describe('a process that dies', () => {
  test('at any step leaves no size with two roots, and the next one goes on', async () => {
    let points = 0;
    for (let nth = 1; ; nth += 1) {
      let calls = 0;
      let isArmed = false;
      const bench = await aBench({
        fault: (point) => {
          if (!isArmed) return;
          calls += 1;
          if (calls === nth) throw new Error(`killed at ${point}`);
        },
      });
      await bench.append(260);
      await bench.start().publish(await bench.lease());
      await bench.append(5);
      const lease = await bench.lease();
      isArmed = true;
      const dying = bench.start();
      await dying.publish(lease);
      isArmed = false;
      if (calls < nth) break;
      points += 1;
      expect(dying.state().failureCode).toBe('INTERNAL');
      await bench.append(3);
      await bench.start().publish(await bench.lease());
      for (const [size, roots] of bench.signedRoots) expect([size, roots.size]).toEqual([size, 1]);
      const sizes = sizesOf(bench);
      expect(new Set(sizes).size).toBe(sizes.length);
      expect(sizes.at(-1)).toBe(269);
      expect(await bench.harness.verify()).toMatchObject({ verdict: 'ok', findings: [] });
      expect(await bench.verifyFiles()).toMatchObject({ verdict: 'ok', findings: [], entryCount: 269 });
    }
    expect(points).toBeGreaterThanOrEqual(14);
  }, 120_000);

  test('the one that failed goes on by itself', async () => {
    let isFailing = true;
    const bench = await aBench({
      fault: (point) => {
        if (isFailing && point === 'writeCheckpoint') throw new Error('no space');
      },
    });
    await bench.append(5);
    const publisher = bench.start();
    await publisher.publish(await bench.lease());
    expect(publisher.state()).toMatchObject({ failureCode: 'INTERNAL' });
    isFailing = false;
    await publisher.publish(await bench.lease());
    expect(publisher.state()).toMatchObject({ failureCode: null });
    expect(await bench.verifyFiles()).toMatchObject({ verdict: 'ok', entryCount: 6 });
  });
});

describe('what was signed is never signed over', () => {
  test('by a process that has lost its lease', async () => {
    const bench = await aBench();
    await bench.append(5);
    const old = await bench.lease();
    bench.harness.clock.advance(60_000);
    await bench.harness.store.transaction(({ leases }) => leases.acquire('sequencer', 'another', bench.harness.clock.nowMs(), 15_000));
    const publisher = bench.start();
    await publisher.publish(old);
    expect(publisher.state().failureCode).toBe('CONFLICT');
    expect(sizesOf(bench)).toEqual([]);
  });

  test('by a database that is older than the published files', async () => {
    const bench = await aBench();
    await bench.append(5);
    await bench.start().publish(await bench.lease());
    const backup = structuredClone({ ...bench.harness.store.state });
    await bench.append(5);
    await bench.start().publish(await bench.lease());
    Object.assign(bench.harness.store.state, backup);
    await bench.append(7);
    const publisher = bench.start();
    await publisher.publish(await bench.lease());
    expect(publisher.state().failureCode).toBe('AUDIT_LOG_DIVERGED');
    for (const roots of bench.signedRoots.values()) expect(roots.size).toBe(1);
  });

  test('by another key', async () => {
    const bench = await aBench();
    await bench.append(5);
    await bench.start().publish(await bench.lease());
    await bench.append(5);
    const publisher = bench.start({ seed: 2 });
    await publisher.publish(await bench.lease());
    expect(publisher.state().failureCode).toBe('INVALID_CONFIGURATION');
  });

  test('over tiles that were changed', async () => {
    const bench = await aBench();
    await bench.append(5);
    await bench.start().publish(await bench.lease());
    bench.harness.store.state.tiles.forEach((tile) => tile.data.set([1, 2, 3]));
    await bench.append(5);
    const publisher = bench.start();
    await publisher.publish(await bench.lease());
    expect(publisher.state().failureCode).toBe('AUDIT_LOG_DIVERGED');
  });

  test('over a published checkpoint that cannot be read', async () => {
    const bench = await aBench();
    await bench.append(5);
    await bench.start().publish(await bench.lease());
    const path = join(bench.folder, '2026/checkpoint');
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 20));
    const publisher = bench.start();
    await publisher.publish(await bench.lease());
    expect(publisher.state().failureCode).toBe('AUDIT_LOG_DIVERGED');
  });
});
