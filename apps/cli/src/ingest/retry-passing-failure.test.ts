import { describe, expect, it } from 'vitest';
import { ProblemError } from '@carrel/contract';
import { retryPassingFailure } from './retry-passing-failure.ts';

const problem = (status: number) =>
  new ProblemError({
    type: 'about:blank',
    title: 'A problem',
    status,
    code: 'DATABASE_UNAVAILABLE',
    detail: '',
    requestId: 'r1',
    retryAfterMs: 5,
  });
const never = new AbortController().signal;

/** Fails with each of `errors` in turn, then succeeds. */
function failing(errors: readonly Error[]) {
  const left = [...errors];
  const calls = { count: 0 };
  const call = () => {
    calls.count += 1;
    const error = left.shift();
    return error === undefined ? Promise.resolve('done') : Promise.reject(error);
  };
  return { call, calls };
}

describe('retryPassingFailure', () => {
  it.each([503, 429])('makes a call again that met %i', async (status) => {
    const { call, calls } = failing([problem(status), problem(status)]);
    expect(await retryPassingFailure(call, never)).toBe('done');
    expect(calls.count).toBe(3);
  });

  it('makes a call again whose connection broke', async () => {
    const broken = new TypeError('fetch failed', {
      cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }),
    });
    const { call, calls } = failing([broken]);
    expect(await retryPassingFailure(call, never)).toBe('done');
    expect(calls.count).toBe(2);
  });

  it('gives up after five attempts, and at once where another one would meet the same', async () => {
    const passing = failing(Array.from({ length: 9 }, () => problem(503)));
    await expect(retryPassingFailure(passing.call, never)).rejects.toMatchObject({ problem: { status: 503 } });
    expect(passing.calls.count).toBe(5);
    const lasting = failing([problem(403)]);
    await expect(retryPassingFailure(lasting.call, never)).rejects.toMatchObject({ problem: { status: 403 } });
    expect(lasting.calls.count).toBe(1);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const { call, calls } = failing([problem(503), problem(503)]);
    const running = retryPassingFailure(() => {
      stop.abort(new Error('stopped'));
      return call();
    }, stop.signal);
    await expect(running).rejects.toThrow('stopped');
    expect(calls.count).toBe(1);
  });
});
