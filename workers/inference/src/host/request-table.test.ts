import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRequestTable } from './request-table.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const nothing = () => undefined;
const never = () => new AbortController().signal;

test('an engine that is silent about a request for too long is stuck; one without requests is not', async () => {
  const stalled = vi.fn();
  const table = createRequestTable({ cancel: nothing, stalled }, { stallTimeoutMs: 1_000 });
  await vi.advanceTimersByTimeAsync(5_000);
  const ids: number[] = [];
  const open = table.open((id) => ids.push(id), { signal: never(), onReply: nothing });
  await vi.advanceTimersByTimeAsync(900);
  table.heard();
  await vi.advanceTimersByTimeAsync(900);
  expect(stalled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  expect(stalled).toHaveBeenCalledOnce();
  table.settle(ids[0] ?? 0, null);
  await open;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(stalled).toHaveBeenCalledOnce();
});

test('a request that is cancelled is over when the engine says so, with the reason of the signal', async () => {
  const cancelled: number[] = [];
  const table = createRequestTable({ cancel: (id) => cancelled.push(id), stalled: nothing }, { stallTimeoutMs: 1_000 });
  const controller = new AbortController();
  const reason = new Error('gone');
  let isOver = false;
  const open = table.open(nothing, { signal: controller.signal, onReply: nothing }).finally(() => {
    isOver = true;
  });
  const failed = expect(open).rejects.toBe(reason);
  controller.abort(reason);
  await vi.advanceTimersByTimeAsync(10);
  expect(isOver).toBe(false);
  table.settle(cancelled[0] ?? 0, new Error('cancelled'));
  await failed;
});

test('when the engine is gone every request fails, and late replies hurt nobody', async () => {
  const table = createRequestTable({ cancel: nothing, stalled: nothing }, { stallTimeoutMs: 1_000 });
  const gone = new Error('gone');
  const open = [1, 2].map(() => table.open(nothing, { signal: never(), onReply: nothing }));
  const failed = Promise.all(open.map((request) => expect(request).rejects.toBe(gone)));
  table.settleAll(gone);
  await failed;
  table.reply(1, { type: 'text', id: 1, text: 'late' });
  table.settle(2, null);
});
