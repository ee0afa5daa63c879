import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditEventId } from '@carrel/core';
import { createAuditHarness } from '../fixtures/audit-harness.ts';
import { everyEvent } from '../fixtures/every-event.ts';
import { genesisHash, leafHash } from '../leaf/leaf-hash.ts';
import { leafSchema } from '../leaf/leaf-schema.ts';

const leafOf = (bytes: Uint8Array) => leafSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
/** Events without an intent or an end, which have no order of their own. */
const plainEvents = [
  everyEvent['search.executed'],
  everyEvent['document.uploaded'],
  everyEvent['login.succeeded'],
  everyEvent['config.changed'],
];

describe('append', () => {
  test('the log begins with log.opened on the genesis hash, and each entry chains to the one before', async () => {
    const harness = createAuditHarness();
    await harness.record(everyEvent['document.deleted']);
    await harness.record(everyEvent['login.succeeded']);
    await harness.drain();
    const { entries, pending } = harness.store.state;
    expect(entries.map((entry) => [entry.shard, entry.seq, entry.type])).toEqual([
      [2026, 0, 'log.opened'],
      [2026, 1, 'document.deleted'],
      [2026, 2, 'login.succeeded'],
    ]);
    expect(pending).toEqual([]);
    let prev = genesisHash;
    for (const entry of entries) {
      expect(leafOf(entry.leaf)).toMatchObject({ prev, log: 'carrel.test/audit/2026', seq: entry.seq });
      expect(entry.leafHash).toBe(leafHash(entry.leaf));
      prev = entry.leafHash;
    }
  });

  test('an empty log is not begun without anything to tell', async () => {
    const harness = createAuditHarness();
    expect(await harness.startAppender().append()).toBe(0);
    expect(harness.store.state.entries).toEqual([]);
  });

  test('takes at most a batch at once, in the order of insertion', async () => {
    const harness = createAuditHarness({ maxBatch: 3 });
    const ids: AuditEventId[] = [];
    for (let count = 0; count < 7; count += 1) ids.push(await harness.record(everyEvent['login.succeeded']));
    const appender = harness.startAppender();
    expect([await appender.append(), await appender.append(), await appender.append(), await appender.append()]).toEqual([4, 3, 1, 0]);
    expect(harness.store.state.entries.slice(1).map((entry) => entry.id)).toEqual(ids);
  });

  test('a new year closes the shard and opens the next one on its last hash', async () => {
    const harness = createAuditHarness();
    await harness.record(everyEvent['login.succeeded']);
    await harness.drain();
    harness.clock.advance(365 * 86_400_000);
    await harness.drain();
    await harness.record(everyEvent['login.succeeded']);
    await harness.drain();
    const places = harness.store.state.entries.map((entry) => [entry.shard, entry.seq, entry.type]);
    expect(places.slice(2)).toEqual([
      [2026, 2, 'log.closed'],
      [2027, 0, 'log.opened'],
      [2027, 1, 'login.succeeded'],
    ]);
    expect(await harness.verify()).toMatchObject({ verdict: 'ok', findings: [] });
  });

  test('a clock that was set back into the last year goes on in the shard that is open', async () => {
    const harness = createAuditHarness();
    await harness.record(everyEvent['login.succeeded']);
    await harness.drain();
    harness.clock.advance(-30 * 86_400_000);
    await harness.record(everyEvent['login.succeeded']);
    await harness.drain();
    expect(harness.store.state.entries.map((entry) => entry.shard)).toEqual([2026, 2026, 2026]);
  });

  test('a draft that is not valid is set aside, holds nobody up, and shows in the verification', async () => {
    const harness = createAuditHarness({ maxBatch: 1 });
    harness.store.state.pending.push({ id: harness.ids.auditEventId(), draft: '{"leaf":{}}', createdAt: '2026-01-05T09:00:00.000Z' });
    harness.store.state.pending.push({ id: harness.ids.auditEventId(), draft: 'not json', createdAt: '2026-01-05T09:00:00.000Z' });
    const id = await harness.record(everyEvent['login.succeeded']);
    const appender = harness.startAppender();
    for (let round = 0; round < 3; round += 1) await appender.append();
    expect(harness.store.state.entries.map((entry) => entry.id)).toContain(id);
    expect(harness.store.state.pending).toHaveLength(2);
    const report = await harness.verify({ nowMs: harness.clock.nowMs() + 120_000 });
    expect(report).toMatchObject({ verdict: 'incomplete', exitCode: 2, counts: { 'stuck-draft': 1 } });
  });

  test('a draft of an event that the log has already is set aside after the refusal', async () => {
    const harness = createAuditHarness();
    await harness.record(everyEvent['login.succeeded']);
    const [repeated] = harness.store.state.pending;
    await harness.drain();
    if (repeated !== undefined) harness.store.state.pending.push(repeated);
    const id = await harness.record(everyEvent['login.succeeded']);
    const appender = harness.startAppender();
    await expect(appender.append()).rejects.toMatchObject({ code: 'CONFLICT' });
    await appender.append();
    expect(harness.store.state.entries.filter((entry) => entry.id === repeated?.id)).toHaveLength(1);
    expect(harness.store.state.entries.map((entry) => entry.id)).toContain(id);
  });
});

describe('fencing', () => {
  test('a sequencer that lost its lease writes nothing', async () => {
    const harness = createAuditHarness();
    await harness.record(everyEvent['login.succeeded']);
    const old = harness.startAppender('old');
    await old.append();
    const { length } = harness.store.state.entries;
    // The lease ends while the old one believes that it still holds it, and another takes it.
    harness.store.state.leases.set('sequencer', { owner: 'new', epoch: 2, untilMs: harness.clock.nowMs() + 15_000 });
    await harness.record(everyEvent['login.succeeded']);
    await expect(old.append()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(harness.store.state.entries).toHaveLength(length);
  });

  test('a sequencer whose idea of the end is out of date writes nothing, and goes on from the true end', async () => {
    const harness = createAuditHarness();
    await harness.record(everyEvent['login.succeeded']);
    const first = harness.startAppender('one');
    await first.append();
    // A second process under the same owner's name: the worst that a mistake in the set-up can do.
    await harness.record(everyEvent['login.succeeded']);
    await harness.startAppender('one').append();
    await harness.record(everyEvent['login.succeeded']);
    await expect(first.append()).rejects.toMatchObject({ code: 'CONFLICT' });
    await first.append();
    expect(harness.store.state.entries.map((entry) => entry.seq)).toEqual([0, 1, 2, 3]);
    expect((await harness.verify()).verdict).toBe('ok');
  });

  test('another process appends only after the lease has ended', async () => {
    const harness = createAuditHarness();
    await harness.record(everyEvent['login.succeeded']);
    await harness.startAppender('one').append();
    await harness.record(everyEvent['login.succeeded']);
    const two = harness.startAppender('two');
    expect(await two.append()).toBe(0);
    harness.clock.advance(15_001);
    expect(await two.append()).toBe(1);
  });
});

/** Plays a process that dies at its n-th step: from then on nothing that it does has any effect. */
function dieAt(step: number) {
  let count = 0;
  let isDead = false;
  return {
    fault() {
      count += 1;
      if (count >= step) isDead = true;
      if (isDead) throw new Error('killed');
    },
    revive() {
      isDead = false;
      count = Number.NEGATIVE_INFINITY;
    },
    get hasDied() {
      return isDead;
    },
  };
}

describe('a sequencer that is killed', () => {
  test('at any step leaves no gap, no double number and no lost event', async () => {
    let isBeyondLastStep = false;
    let step = 1;
    for (; !isBeyondLastStep; step += 1) {
      let fault = () => {};
      const harness = createAuditHarness({ maxBatch: 2, fault: () => fault() });
      const ids: AuditEventId[] = [];
      for (let count = 0; count < 5; count += 1)
        ids.push(await harness.record(plainEvents[count % plainEvents.length] ?? everyEvent.heartbeat));
      const death = dieAt(step);
      fault = death.fault;
      const first = harness.startAppender('first');
      try {
        await first.enqueue({ type: 'node.started', version: '0.1.0' });
        while ((await first.append()) > 0);
      } catch {
        // It is dead.
      }
      isBeyondLastStep = !death.hasDied;
      death.revive();
      harness.clock.advance(20_000);
      const second = harness.startAppender('second');
      while ((await second.append()) > 0);
      const { entries, pending } = harness.store.state;
      expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_entry, index) => index));
      for (const id of ids) expect(entries.filter((entry) => entry.id === id)).toHaveLength(1);
      expect(pending).toEqual([]);
      expect(await harness.verify()).toMatchObject({ verdict: 'ok', findings: [] });
    }
    expect(step).toBeGreaterThan(20);
  });

  test('an append whose outcome is unknown is not written twice by the same process', async () => {
    let isCommitLost = true;
    const harness = createAuditHarness({
      fault: (point) => {
        if (point === 'committed' && harness.store.state.entries.length > 0 && isCommitLost) {
          isCommitLost = false;
          throw new Error('the connection broke');
        }
      },
    });
    await harness.record(everyEvent['login.succeeded']);
    const appender = harness.startAppender();
    await appender.enqueue({ type: 'node.started', version: '0.1.0' });
    await expect(appender.append()).rejects.toThrow('the connection broke');
    await harness.record(everyEvent['login.succeeded']);
    await appender.append();
    expect(harness.store.state.entries.map((entry) => entry.type)).toEqual([
      'log.opened',
      'node.started',
      'login.succeeded',
      'login.succeeded',
    ]);
    expect((await harness.verify()).verdict).toBe('ok');
  });
});

test('any interleaving of writers, sequencers and faults gives a log without gap, repetition or loss', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('record' as const), which: fc.nat(plainEvents.length - 1) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('append' as const), which: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), which: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('fault' as const), which: fc.nat(12) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), which: fc.nat(30_000) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.boolean(), async (steps, isReversed) => {
      let faultIn = Number.POSITIVE_INFINITY;
      const harness = createAuditHarness({
        maxBatch: 3,
        // Uncommitted at the time, a lower insertion number can turn up later.
        orderPending: (pending) => (isReversed ? pending.toReversed() : pending),
        fault: () => {
          faultIn -= 1;
          if (faultIn === 0) throw new Error('SQL refuses');
        },
      });
      const ids: AuditEventId[] = [];
      const owners = ['one', 'two'];
      const sequencers = owners.map((owner) => harness.startAppender(owner));
      const play = {
        record: async (which: number) => void ids.push(await harness.record(plainEvents[which] ?? everyEvent.heartbeat)),
        append: async (which: number) => void (await sequencers[which]?.append()),
        restart: (which: number) => void sequencers.splice(which, 1, harness.startAppender(owners[which])),
        fault: (which: number) => void (faultIn = which + 1),
        pass: (which: number) => harness.clock.advance(which),
      };
      for (const { kind, which } of steps) {
        try {
          await play[kind](which);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
        }
      }
      faultIn = Number.POSITIVE_INFINITY;
      harness.clock.advance(60_000);
      const last = harness.startAppender('three');
      while ((await last.append()) > 0);
      const { entries } = harness.store.state;
      expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_entry, index) => index));
      for (const id of ids) expect(entries.filter((entry) => entry.id === id)).toHaveLength(1);
      const report = await harness.verify();
      expect(report.findings).toEqual(entries.length === 0 ? [expect.objectContaining({ code: 'empty-log' })] : []);
    }),
    { numRuns: 150 },
  );
});
