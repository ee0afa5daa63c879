import type { Clock } from '@carrel/core';
import { CarrelError } from '@carrel/core';

export interface AdmissionOptions {
  /** Requests that run at the same time. */
  readonly running: number;
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
}

/** Lets a bounded number of requests run and a bounded number wait, for a bounded time, first come, first served. */
export interface Admission {
  /**
   * Resolves with the function that gives the place back.
   * @throws MODEL_OVERLOADED with the time after which another try makes sense; the signal's reason.
   */
  enter(signal: AbortSignal): Promise<() => void>;
  counts(): { readonly running: number; readonly waiting: number };
}

/** Assumed until the first request is done. */
const firstGuessMs = 5_000;
const longestRetryMs = 30_000;
const shortestRetryMs = 1_000;

export function createAdmission(deps: { readonly clock: Clock }, options: AdmissionOptions): Admission {
  let running = 0;
  let usualMs = firstGuessMs;
  const waiting: (() => void)[] = [];

  const overloaded = () => {
    const turns = Math.ceil((waiting.length + 1) / options.running);
    return new CarrelError('MODEL_OVERLOADED', {
      message: `${running} requests run and ${waiting.length} wait`,
      retryAfterMs: Math.round(Math.min(longestRetryMs, Math.max(shortestRetryMs, turns * usualMs))),
    });
  };
  const start = (): (() => void) => {
    running += 1;
    const startedMs = deps.clock.monotonicMs();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      running -= 1;
      usualMs = 0.8 * usualMs + 0.2 * (deps.clock.monotonicMs() - startedMs);
      waiting.shift()?.();
    };
  };

  return {
    enter: async (signal) => {
      signal.throwIfAborted();
      if (running < options.running && waiting.length === 0) return start();
      if (waiting.length >= options.maxWaiting) throw overloaded();
      const { promise, resolve, reject } = Promise.withResolvers<() => void>();
      const proceed = () => resolve(start());
      const giveUp = (error: unknown) => {
        const place = waiting.indexOf(proceed);
        if (place < 0) return;
        waiting.splice(place, 1);
        reject(error);
      };
      const timer = setTimeout(() => giveUp(overloaded()), options.maxWaitMs);
      const onAbort = () => giveUp(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      waiting.push(proceed);
      return promise.finally(() => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      });
    },
    counts: () => ({ running, waiting: waiting.length }),
  };
}
