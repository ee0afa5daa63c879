import type { Clock } from '@carrel/core';

/** The result of some work, with its duration in whole milliseconds. */
export async function timed<Result>(clock: Clock, work: () => Promise<Result>): Promise<{ readonly value: Result; readonly ms: number }> {
  const startedMs = clock.monotonicMs();
  const value = await work();
  return { value, ms: Math.round(clock.monotonicMs() - startedMs) };
}
