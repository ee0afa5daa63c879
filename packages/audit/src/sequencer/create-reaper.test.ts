import { describe, expect, test, vi } from 'vitest';
import { userId } from '../../../../test/support/builders/ids.ts';
import { createRecordingLogger } from '../../../../test/support/fakes/recording-logger.ts';
import { createAuditHarness } from '../fixtures/audit-harness.ts';
import { answerId, everyEvent } from '../fixtures/every-event.ts';
import { leafSchema } from '../leaf/leaf-schema.ts';
import { createReaper } from './create-reaper.ts';

async function withAbandonedAnswer(fault?: (point: string) => void) {
  const harness = createAuditHarness(fault === undefined ? {} : { fault });
  const intentEventId = await harness.record(everyEvent['question.accepted']);
  harness.store.state.answers.push({
    id: answerId(1),
    ownerId: userId(1),
    intentEventId,
    leaseUntilMs: harness.clock.nowMs() + 1_000,
    terminalEventId: null,
  });
  const reaper = createReaper({ ...harness, logger: createRecordingLogger().logger });
  return { harness, reaper, intentEventId };
}

describe('reap', () => {
  test('leaves an answer alone whose process renews its lease', async () => {
    const { harness, reaper } = await withAbandonedAnswer();
    expect(await reaper.reap()).toBe(0);
    expect(harness.store.state.answers[0]?.terminalEventId).toBeNull();
  });

  test('closes an abandoned answer with one terminal record that names its intent and its owner', async () => {
    const { harness, reaper, intentEventId } = await withAbandonedAnswer();
    harness.clock.advance(2_000);
    expect([await reaper.reap(), await reaper.reap()]).toEqual([1, 0]);
    await harness.drain();
    const entry = harness.store.state.entries.at(-1);
    expect(entry?.id).toBe(harness.store.state.answers[0]?.terminalEventId);
    const leaf = leafSchema.parse(JSON.parse(Buffer.from(entry?.leaf ?? []).toString('utf8')));
    expect(leaf).toMatchObject({
      type: 'answer.interrupted',
      reason: 'PROCESS_LOST',
      prior: intentEventId,
      actor: { ref: 'sys_audit', obo: harness.store.state.subjects.get(userId(1)) },
    });
    expect((await harness.verify()).verdict).toBe('ok');
  });

  test('two reapers at once close it once', async () => {
    const { harness, reaper } = await withAbandonedAnswer();
    harness.clock.advance(2_000);
    expect((await Promise.all([reaper.reap(), reaper.reap(), reaper.reap()])).filter((count) => count === 1)).toHaveLength(1);
    expect(harness.store.state.pending).toHaveLength(2);
  });

  test('when the event cannot be written the answer stays open, for the next round', async () => {
    let isRefusing = false;
    const { harness, reaper } = await withAbandonedAnswer((point) => {
      if (isRefusing && point === 'insertPending') throw new Error('disk full');
    });
    harness.clock.advance(2_000);
    isRefusing = true;
    await expect(reaper.reap()).rejects.toThrow('disk full');
    expect(harness.store.state.answers[0]?.terminalEventId).toBeNull();
    isRefusing = false;
    expect(await reaper.reap()).toBe(1);
  });

  test('one answer that cannot be closed does not keep the others open', async () => {
    const { harness, reaper } = await withAbandonedAnswer();
    const intentEventId = await harness.record({ ...everyEvent['question.accepted'], answerId: answerId(2) });
    harness.store.state.answers.push({
      id: answerId(2),
      ownerId: userId(1),
      intentEventId,
      leaseUntilMs: harness.clock.nowMs(),
      terminalEventId: null,
    });
    harness.clock.advance(2_000);
    const record = vi.spyOn(harness.trail, 'record').mockRejectedValueOnce(new Error('no room'));
    await expect(reaper.reap()).rejects.toThrow('no room');
    expect(record).toHaveBeenCalledTimes(2);
    expect(harness.store.state.answers.map((answer) => answer.terminalEventId === null)).toEqual([true, false]);
  });
});
