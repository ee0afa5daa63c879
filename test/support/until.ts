import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilOptions {
  /** 30 s unless told. */
  readonly timeoutMs?: number;
  /** 50 ms unless told. */
  readonly everyMs?: number;
  /** What a failure tells besides what was waited for. */
  readonly tell?: () => string | Promise<string>;
}

/** Looks again and again, and gives the first that is neither null nor false. @throws after the time is up, naming `what`. */
export async function until<Value>(
  what: string,
  look: () => Value | null | false | Promise<Value | null | false>,
  { timeoutMs = 30_000, everyMs = 50, tell = () => '' }: UntilOptions = {},
): Promise<Value> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (value !== null && value !== false) return value;
    if (performance.now() > deadlineMs) throw new Error(`waited ${timeoutMs} ms in vain for: ${what} ${await tell()}`);
    await sleep(everyMs);
  }
}
