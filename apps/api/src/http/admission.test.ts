import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAdmission } from './admission.ts';

const options = { runningPerPerson: 2, waitingPerPerson: 2, running: 3, waiting: 4, maxWaitMs: 1000 };
const never = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('createAdmission', () => {
  it('lets two of a person in, and the third when one of them leaves', async () => {
    const admission = createAdmission(options);
    const leaveFirst = await admission.enter('a', never);
    await admission.enter('a', never);
    const third = admission.enter('a', never);
    expect(admission.running()).toBe(2);
    expect(admission.waiting()).toBe(1);
    leaveFirst();
    leaveFirst();
    await third;
    expect(admission.running()).toBe(2);
    expect(admission.waiting()).toBe(0);
  });

  it('does not let the waiting questions of one person hold up another person', async () => {
    const admission = createAdmission(options);
    await admission.enter('a', never);
    const leaveSecond = await admission.enter('a', never);
    const waiting = admission.enter('a', never);
    await admission.enter('b', never);
    const other = admission.enter('b', never);
    expect(admission.running()).toBe(3);
    leaveSecond();
    await waiting;
    const refused = expect(other).rejects.toMatchObject({ code: 'MODEL_OVERLOADED' });
    await vi.advanceTimersByTimeAsync(1000);
    await refused;
  });

  it('refuses at once when too many wait, and after a while when no place comes free', async () => {
    const admission = createAdmission(options);
    await Promise.all([admission.enter('a', never), admission.enter('a', never)]);
    const waiting = [admission.enter('a', never), admission.enter('a', never)];
    await expect(admission.enter('a', never)).rejects.toMatchObject({ code: 'MODEL_OVERLOADED', retryAfterMs: 1000 });
    const refused = Promise.all(waiting.map((one) => expect(one).rejects.toMatchObject({ code: 'MODEL_OVERLOADED' })));
    await vi.advanceTimersByTimeAsync(1000);
    await refused;
    expect(admission.waiting()).toBe(0);
  });

  it('forgets whoever goes away while waiting', async () => {
    const admission = createAdmission({ ...options, running: 1 });
    const leave = await admission.enter('a', never);
    const gone = new AbortController();
    const waiting = admission.enter('b', gone.signal);
    gone.abort(new Error('closed'));
    await expect(waiting).rejects.toThrow('closed');
    leave();
    expect(admission.running()).toBe(0);
  });
});
