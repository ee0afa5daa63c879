import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '@carrel/contract';
import { isConnectionError } from '../exit-status.ts';

const maxAttempts = 5;
const firstWaitMs = 1_000;

/**
 * Makes a call again that failed for a passing reason: too many requests, a service that is away for a moment, a connection
 * that broke. Waits as long as the server says, else twice as long each time.
 * @throws what the last of five attempts threw; at once what another attempt would meet too, and the signal's reason.
 */
export async function retryPassingFailure<Result>(call: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      const waitMs = waitAfter(error, attempt);
      if (waitMs === null || attempt >= maxAttempts) throw error;
      await sleep(waitMs, undefined, { signal });
    }
  }
}

/** Null: there is no sense in another attempt. */
function waitAfter(error: unknown, attempt: number): number | null {
  const growingMs = firstWaitMs * 2 ** (attempt - 1);
  if (!(error instanceof ProblemError)) return isConnectionError(error) ? growingMs : null;
  const { status, retryAfterMs } = error.problem;
  return status === 429 || status === 503 ? (retryAfterMs ?? growingMs) : null;
}
