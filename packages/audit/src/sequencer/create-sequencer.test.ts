import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AuditEventId } from '@carrel/core';
import { createRecordingLogger } from '../../../../test/support/fakes/recording-logger.ts';
import { createAuditHarness } from '../fixtures/audit-harness.ts';
import { everyEvent } from '../fixtures/every-event.ts';
import { systemClock } from '../fixtures/system-clock.ts';
import { createLeaseHolder } from './lease-holder.ts';
import { createSequencer, type Sequencer, type SequencerOptions } from './create-sequencer.ts';

const running: Sequencer[] = [];
afterEach(async () => {
  for (const sequencer of running.splice(0)) await sequencer.stop();
});

function start(change: Partial<SequencerOptions> = {}, owner = 'one', harness = createAuditHarness({ fault: (point) => fault(point) })) {
  const { logger, events } = createRecordingLogger();
  const { store, ids } = harness;
  const lease = createLeaseHolder({ store, clock: systemClock }, { name: 'sequencer', owner, leaseMs: 15_000, renewAfterMs: 5_000 });
  const sequencer = createSequencer(
    { store, ids, logger, lease, clock: systemClock },
    { logName: 'carrel.test/audit', node: 'audit-1', version: '0.1.0', ...change },
  );
  sequencer.start();
  running.push(sequencer);
  return { harness, sequencer, logged: events, types: () => store.state.entries.map((entry) => entry.type) };
}

const fault = vi.fn<(point: string) => void>();
afterEach(() => fault.mockReset());

describe('a hint', () => {
  test('has the event numbered at once, long before the next look at SQL', async () => {
    const { harness, sequencer } = start({ idlePollMs: 60_000, busyPollMs: 60_000 });
    await vi.waitFor(() => expect(sequencer.state().status).toBe('leading'));
    const id = await harness.record(everyEvent['question.accepted']);
    const from = performance.now();
    const [receipt] = await sequencer.sequence([id], 5_000);
    expect(performance.now() - from).toBeLessThan(500);
    expect(receipt).toMatchObject({ eventId: id, shard: new Date().getUTCFullYear() });
    expect(await harness.store.read.audit.findSequence(id)).toMatchObject({ seq: receipt?.seq });
  });

  test('many at once share transactions, and each gets its own number', async () => {
    const { harness, sequencer } = start();
    const ids: AuditEventId[] = [];
    for (let count = 0; count < 200; count += 1) ids.push(await harness.record(everyEvent['login.succeeded']));
    const receipts = (await Promise.all(ids.map((id) => sequencer.sequence([id], 5_000)))).flat();
    expect(receipts.map((receipt) => receipt.eventId)).toEqual(ids);
    expect(new Set(receipts.map((receipt) => receipt.seq)).size).toBe(200);
    const commits = fault.mock.calls.filter(([point]) => point === 'appendEntries').length;
    expect(commits).toBeLessThan(20);
  });

  test('about an event that was numbered long ago is answered from SQL', async () => {
    const first = start();
    const id = await first.harness.record(everyEvent['login.succeeded']);
    await first.sequencer.sequence([id], 5_000);
    await first.sequencer.stop();
    const second = start({}, 'two', first.harness);
    expect(await second.sequencer.sequence([id], 5_000)).toHaveLength(1);
  });

  test('about an event that was never committed ends after its time, without a number', async () => {
    const { harness, sequencer } = start();
    expect(await sequencer.sequence([harness.ids.auditEventId()], 50)).toEqual([]);
  });
});

test('without a hint events are found by looking', async () => {
  const { harness, types } = start({ idlePollMs: 20, busyPollMs: 20 });
  await harness.record(everyEvent['login.succeeded']);
  await vi.waitFor(() => expect(types()).toContain('login.succeeded'));
});

test('says in the log that it started, that it lives, and that it stopped', async () => {
  const { sequencer, types, harness } = start({ heartbeatMs: 30, busyPollMs: 10 });
  await vi.waitFor(() => expect(types().filter((type) => type === 'heartbeat').length).toBeGreaterThan(1));
  await sequencer.stop();
  expect(types().slice(0, 2)).toEqual(['log.opened', 'node.started']);
  expect(types().at(-1)).toBe('node.stopped');
  expect(sequencer.state().status).toBe('stopped');
  expect((await harness.verify({ nowMs: Date.now() })).verdict).toBe('ok');
});

test('what waits when it stops is numbered first, and the next one takes over at once', async () => {
  const { harness, sequencer, types } = start({ idlePollMs: 60_000, busyPollMs: 60_000 });
  await vi.waitFor(() => expect(sequencer.state().status).toBe('leading'));
  await harness.record(everyEvent['login.succeeded']);
  await sequencer.stop();
  expect(types().slice(-2).toSorted()).toEqual(['login.succeeded', 'node.stopped']);
  const second = start({}, 'two', harness);
  await vi.waitFor(() => expect(second.sequencer.state().status).toBe('leading'), { timeout: 500 });
});

test('a second sequencer stands by while the first one leads', async () => {
  const { harness, sequencer } = start();
  await vi.waitFor(() => expect(sequencer.state().status).toBe('leading'));
  const second = start({}, 'two', harness);
  await vi.waitFor(() => expect(second.sequencer.state().status).toBe('standby'));
  const id = await harness.record(everyEvent['login.succeeded']);
  await sequencer.sequence([id], 5_000);
  expect(await second.sequencer.sequence([id], 5_000)).toHaveLength(1);
});

describe('SQL that refuses', () => {
  test('is tried again less and less often, said once, and the log goes on by itself', async () => {
    const { harness, sequencer, logged, types } = start({ busyPollMs: 5, idlePollMs: 5 });
    await vi.waitFor(() => expect(sequencer.state().status).toBe('leading'));
    const id = await harness.record(everyEvent['login.succeeded']);
    fault.mockReset();
    fault.mockImplementation((point) => {
      if (point === 'appendEntries') throw new Error('disk full');
    });
    const hints = Array.from({ length: 50 }, () => sequencer.sequence([id], 2_000));
    await vi.waitFor(() => expect(sequencer.state()).toMatchObject({ status: 'failing', failureCode: 'INTERNAL' }));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const tries = fault.mock.calls.filter(([point]) => point === 'appendEntries').length;
    expect(tries).toBeGreaterThan(1);
    expect(tries).toBeLessThan(8);
    expect(logged.filter((entry) => entry.event === 'audit.append-failed')).toHaveLength(1);
    fault.mockReset();
    await Promise.all(hints);
    await vi.waitFor(() => expect(types()).toContain('login.succeeded'), { timeout: 3_000 });
    expect(sequencer.state()).toMatchObject({ status: 'leading', failureCode: null });
  });

  test('leaves heartbeats that show afterwards that the process lived', async () => {
    const { sequencer, types } = start({ heartbeatMs: 20, busyPollMs: 5, idlePollMs: 5 });
    await vi.waitFor(() => expect(sequencer.state().status).toBe('leading'));
    fault.mockImplementation((point) => {
      if (point === 'appendEntries') throw new Error('disk full');
    });
    await vi.waitFor(() => expect(sequencer.state().status).toBe('failing'));
    const before = types().length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    fault.mockReset();
    await vi.waitFor(() => expect(types().length).toBeGreaterThan(before + 3), { timeout: 3_000 });
  });
});
