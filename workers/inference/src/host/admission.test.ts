import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFakeClock } from '../../../../test/support/fakes/fake-clock.ts';
import { createAdmission } from './admission.ts';
import { createCrashRecord } from './crash-record.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const never = () => new AbortController().signal;

test('so many run, so many wait, the next is refused with a time to try again', async () => {
  const admission = createAdmission({ clock: createFakeClock() }, { running: 1, maxWaiting: 1, maxWaitMs: 1_000 });
  const leave = await admission.enter(never());
  const second = admission.enter(never());
  await expect(admission.enter(never())).rejects.toMatchObject({ code: 'MODEL_OVERLOADED', retryAfterMs: expect.any(Number) });
  expect(admission.counts()).toEqual({ running: 1, waiting: 1 });
  leave();
  leave();
  (await second)();
  expect(admission.counts()).toEqual({ running: 0, waiting: 0 });
});

test('who has waited too long is refused, and its place in the line is free', async () => {
  const admission = createAdmission({ clock: createFakeClock() }, { running: 1, maxWaiting: 1, maxWaitMs: 1_000 });
  const leave = await admission.enter(never());
  const late = expect(admission.enter(never())).rejects.toMatchObject({ code: 'MODEL_OVERLOADED' });
  await vi.advanceTimersByTimeAsync(1_001);
  await late;
  leave();
  await expect(admission.enter(never())).resolves.toBeTypeOf('function');
});

test('who leaves the line is passed over', async () => {
  const admission = createAdmission({ clock: createFakeClock() }, { running: 1, maxWaiting: 3, maxWaitMs: 1_000 });
  const leave = await admission.enter(never());
  const gone = new AbortController();
  const reason = new Error('gone');
  const waiting = admission.enter(gone.signal);
  const next = admission.enter(never());
  gone.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  leave();
  await expect(next).resolves.toBeTypeOf('function');
  await expect(admission.enter(AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('an engine that dies is started again with growing pauses, and after five times in ten minutes no more', () => {
  const clock = createFakeClock();
  const crashes = createCrashRecord({ clock });
  expect([1, 2, 3, 4, 5].map(() => crashes.next())).toEqual([500, 1_000, 2_000, 4_000, null]);
  clock.advance(601_000);
  expect(crashes.next()).toBe(500);
});
