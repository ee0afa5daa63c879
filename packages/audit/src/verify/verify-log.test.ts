import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemActor } from '@carrel/core';
import { userId } from '../../../../test/support/builders/ids.ts';
import { aBusyLog } from '../fixtures/a-busy-log.ts';
import { createAuditHarness } from '../fixtures/audit-harness.ts';
import { executeErasure } from '../erasure/execute-erasure.ts';
import type { ContentOwner } from '@carrel/core';
import { everyEvent } from '../fixtures/every-event.ts';
import { cutOut, entryAt, isInside, leafOf, rechain, tamperings } from '../fixtures/tampering.ts';
import type { RawLogItem } from '../export/raw-log.ts';
import { verifyLog } from './verify-log.ts';

let busy: Awaited<ReturnType<typeof aBusyLog>>;
beforeAll(async () => {
  busy = await aBusyLog();
});
const verify = (items: readonly RawLogItem[]) => verifyLog(items, { nowMs: busy.harness.clock.nowMs() });

describe('an untouched log', () => {
  test('is found to be in order, over two shards', async () => {
    const report = await verify(busy.items);
    expect(report).toMatchObject({
      verdict: 'ok',
      exitCode: 0,
      findings: [],
      counts: {},
      entryCount: busy.harness.store.state.entries.length,
    });
    expect(report.shards.map(({ shard }) => shard)).toEqual([2026, 2027]);
    expect(report.shards.at(-1)?.lastLeafHash).toBe(busy.harness.store.state.entries.at(-1)?.leafHash);
    expect(report.sealedCount).toBe(busy.harness.store.state.sealed.length);
  });

  test('streams: it can be read one item at a time, with progress', async () => {
    async function* stream() {
      for (const item of busy.items) yield item;
    }
    let progress = 0;
    const report = await verifyLog(stream(), { nowMs: busy.harness.clock.nowMs(), onProgress: (count) => (progress = count) });
    expect(report.verdict).toBe('ok');
    expect(progress).toBeGreaterThan(0);
  });
});

describe('a log that was tampered with', () => {
  test.each(tamperings.map((tampering) => [tampering.name, tampering] as const))(
    '%s: found and named, wherever it was done',
    async (_name, tampering) => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.nat(busy.items.length - 1), async (start) => {
          // From a random place on, round the log, the first one where this can be done.
          for (let step = 0; step < busy.items.length; step += 1) {
            const at = (start + step) % busy.items.length;
            if (!isInside(busy.items, at)) continue;
            const changed = tampering.apply(busy.items, at);
            if (changed === null) continue;
            count += 1;
            const report = await verify(changed);
            expect(report.verdict, `${tampering.name} at ${at}`).not.toBe('ok');
            expect(Object.keys(report.counts), `${tampering.name} at ${at}`).toContain(tampering.found);
            return;
          }
        }),
        { numRuns: 8 },
      );
      expect(count).toBeGreaterThan(3);
    },
  );

  test('any single bit that is flipped in any leaf is found', async () => {
    const entries = busy.items.flatMap((item, index) => (item.kind === 'entry' ? [index] : []));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...entries), fc.nat(), fc.nat(7), async (at, byte, bit) => {
        const entry = entryAt(busy.items, at);
        const leaf = Uint8Array.from(entry.leaf);
        const position = byte % leaf.length;
        leaf[position] = (leaf[position] ?? 0) ^ (1 << bit);
        const report = await verify(busy.items.toSpliced(at, 1, { ...entry, leaf }));
        expect(report.counts['edited-leaf']).toBe(1);
      }),
      { numRuns: 50 },
    );
  });

  test('a whole shard that is left out is found', async () => {
    const second = busy.items.findIndex((item) => item.kind === 'shard' && item.shard === 2027);
    const end = busy.items.length - 1;
    expect((await verify(busy.items.slice(second))).counts).toHaveProperty('missing-shard');
    expect((await verify([...busy.items.slice(0, second), ...busy.items.slice(end)])).verdict).toBe('ok');
  });

  test('a shard that was cut short with its size is found by the next one', async () => {
    const closed = busy.items.findIndex((item) => item.kind === 'entry' && item.type === 'log.closed');
    expect((await verify(cutOut(busy.items, closed))).counts).toHaveProperty('broken-shard-link');
  });

  test('a log that was rewritten from its beginning, consistently, is found by a receipt alone', async () => {
    const at = 40;
    const entry = entryAt(busy.items, at);
    const receipt = { eventId: leafOf(entry).id, shard: entry.shard, seq: entry.seq, leafHash: entry.leafHash };
    const plain = busy.items.findIndex((item, index) => index > 5 && item.kind === 'entry' && item.type === 'login.failed');
    const end = busy.items.findIndex((item) => item.kind === 'shard' && item.shard === 2027);
    const rewritten = cutOut(busy.items.slice(0, end), plain);
    expect((await verify(rewritten)).verdict).toBe('ok');
    const report = await verifyLog(rewritten, { nowMs: busy.harness.clock.nowMs(), receipts: [receipt] });
    expect(report).toMatchObject({ verdict: 'tampered', counts: { 'receipt-mismatch': 1 } });
    const gone = { ...receipt, eventId: busy.harness.ids.auditEventId() };
    expect((await verifyLog(busy.items, { nowMs: busy.harness.clock.nowMs(), receipts: [receipt, gone] })).counts).toEqual({
      'receipt-missing': 1,
    });
  });

  test('everything that was removed leaves an empty log, which is not in order', async () => {
    expect(await verify([])).toMatchObject({ verdict: 'incomplete', exitCode: 2, counts: { 'empty-log': 1 } });
  });

  test('many findings of one kind are counted, not all listed', async () => {
    const emptied = busy.items.map((item) => (item.kind === 'entry' ? { ...item, channel: 'slack' } : item));
    const report = await verifyLog(emptied, { nowMs: busy.harness.clock.nowMs(), maxFindingsPerCode: 5 });
    expect(report.findings).toHaveLength(5);
    expect(report.counts['column-mismatch']).toBe(report.entryCount);
  });
});

describe('what is not there yet', () => {
  async function withOpenQuestion() {
    const harness = createAuditHarness();
    const appender = harness.startAppender();
    await appender.enqueue({ type: 'node.started', version: '0.1.0' });
    await harness.record(everyEvent['question.accepted']);
    await appender.append();
    return { harness, appender };
  }

  test('a question that is being answered is incomplete, not tampering', async () => {
    const { harness } = await withOpenQuestion();
    expect(await harness.verify()).toMatchObject({ verdict: 'incomplete', exitCode: 2, counts: { 'intent-open': 1 } });
  });

  test('one that a running sequencer should have closed long ago is tampering', async () => {
    const { harness, appender } = await withOpenQuestion();
    for (let minute = 0; minute < 40; minute += 1) {
      harness.clock.advance(60_000);
      await appender.enqueue({ type: 'heartbeat' });
    }
    await appender.append();
    expect(await harness.verify()).toMatchObject({ verdict: 'tampered', counts: { 'intent-not-closed': 1 } });
  });

  test('one that was open when everything stopped is incomplete until the sequencer has run long enough again', async () => {
    const { harness } = await withOpenQuestion();
    harness.clock.advance(5 * 86_400_000);
    const restarted = harness.startAppender('restarted');
    await restarted.enqueue({ type: 'node.started', version: '0.1.0' });
    await restarted.append();
    expect(await harness.verify()).toMatchObject({ verdict: 'incomplete', counts: { 'intent-open': 1 } });
  });

  test('a draft that waits is in order for a minute, then it is reported', async () => {
    const harness = createAuditHarness();
    await harness.record(everyEvent['login.succeeded']);
    await harness.drain();
    await harness.record(everyEvent['login.succeeded']);
    expect((await harness.verify()).verdict).toBe('ok');
    expect((await harness.verify({ nowMs: harness.clock.nowMs() + 61_000 })).counts).toEqual({ 'stuck-draft': 1 });
  });

  test('events of overlapping transactions may be numbered in another order than they were timed', async () => {
    const harness = createAuditHarness({ orderPending: (pending) => pending.toReversed() });
    for (let count = 0; count < 10; count += 1) await harness.record(everyEvent['login.succeeded']);
    await harness.drain();
    expect((await harness.verify()).verdict).toBe('ok');
  });
});

describe('erasure', () => {
  const [owner, other]: readonly ContentOwner[] = [
    { kind: 'user', userId: userId(1) },
    { kind: 'user', userId: userId(2) },
  ];
  const officer = systemActor('audit', 'erasure');

  /** What one person wrote is erased: asked for, approved and done. `executes` the real thing, or just deletes. */
  async function erased(executes: boolean) {
    const harness = createAuditHarness();
    if (owner === undefined || other === undefined) throw new Error('expected two people');
    await harness.record(everyEvent['answer.rated']);
    await harness.record(everyEvent['answer.rated']);
    const request = { requestId: 'era_1', owner: executes ? owner : other };
    const requestEventId = await harness.record({ type: 'erasure.requested', ...request, reason: 'asked for' }, officer);
    const approvalEventId = await harness.record({ type: 'erasure.approved', ...request, requestEventId }, officer);
    await harness.store.transaction((transaction) => executeErasure(harness.trail, transaction, officer, { ...request, approvalEventId }));
    await harness.drain();
    if (!executes) harness.store.state.sealed = harness.store.state.sealed.slice(-1);
    return { harness, items: await harness.raw(), nowMs: harness.clock.nowMs() };
  }

  test('fields that an erasure in the log explains are a notice; nothing of them is left', async () => {
    const { harness, items, nowMs } = await erased(true);
    expect(await verifyLog(items, { nowMs })).toMatchObject({ verdict: 'erased', exitCode: 4, counts: { erased: 1 } });
    expect(harness.store.state.subjects.has(userId(1))).toBe(false);
    const leaf = leafOf(entryAt(items, items.length - 2));
    expect(leaf.detail?.deks).toHaveLength(1);
    expect(harness.store.state.keys.map(({ dekId }) => dekId)).not.toContain(leaf.detail?.deks?.[0]);
  });

  test('an erasure of somebody else explains nothing', async () => {
    const { items, nowMs } = await erased(false);
    expect(await verifyLog(items, { nowMs })).toMatchObject({ verdict: 'tampered', exitCode: 1, counts: { 'sealed-missing': 1 } });
  });

  test('an erasure that nobody approved is tampering', async () => {
    const { items, nowMs } = await erased(true);
    const approved = items.findIndex((item) => item.kind === 'entry' && item.type === 'erasure.approved');
    expect((await verifyLog(cutOut(items, approved), { nowMs })).counts).toMatchObject({ 'erasure-unfounded': 1 });
  });

  test('an erasure explains nothing that was sealed after it', async () => {
    const { items, nowMs } = await erased(true);
    const place = items.length - 2;
    const moved = rechain(items.toSpliced(place, 1).toSpliced(2, 0, entryAt(items, place)), 1);
    expect((await verifyLog(moved, { nowMs })).counts).toHaveProperty('sealed-missing');
  });
});

test('names of people do not matter to the verifier: it needs no key', async () => {
  expect(busy.harness.store.state.subjects.has(userId(1))).toBe(true);
  busy.harness.store.state.keys.length = 0;
  expect((await busy.harness.verify()).verdict).toBe('ok');
});
