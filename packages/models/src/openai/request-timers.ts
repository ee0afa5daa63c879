import { CarrelError } from '@carrel/core';

export interface TimeLimits {
  /** Until the first byte of the answer (for a stream: of its first event). */
  readonly firstByteTimeoutMs: number;
  /** Between two pieces of a stream. */
  readonly idleTimeoutMs: number;
  /** For the whole exchange. */
  readonly totalTimeoutMs: number;
}

/** Stops one exchange with a server: when the caller aborts, and when it takes too long. */
export interface RequestTimers {
  /** Aborted by the caller's signal or by a timer; its reason is what the caller must see. */
  readonly signal: AbortSignal;
  /** A piece of the answer arrived. */
  touch(): void;
  /** Ends the exchange for good: timers are cleared and the connection is given up if it is still open. */
  stop(): void;
}

export function startRequestTimers(callerSignal: AbortSignal | undefined, limits: TimeLimits): RequestTimers {
  const controller = new AbortController();
  const unavailable = (what: string, timeoutMs: number) => () =>
    controller.abort(
      new CarrelError('MODEL_UNAVAILABLE', {
        message: `the model server sent ${what} within ${timeoutMs} ms`,
      }),
    );
  const onCallerAbort = () => controller.abort(callerSignal?.reason);
  if (callerSignal?.aborted === true) onCallerAbort();
  callerSignal?.addEventListener('abort', onCallerAbort, { once: true });
  const total = setTimeout(
    () =>
      controller.abort(
        new CarrelError('TIMEOUT', {
          message: `the model server was not done after ${limits.totalTimeoutMs} ms`,
        }),
      ),
    limits.totalTimeoutMs,
  );
  let silence = setTimeout(unavailable('nothing', limits.firstByteTimeoutMs), limits.firstByteTimeoutMs);
  return {
    signal: controller.signal,
    touch: () => {
      clearTimeout(silence);
      silence = setTimeout(unavailable('no more', limits.idleTimeoutMs), limits.idleTimeoutMs);
    },
    stop: () => {
      clearTimeout(total);
      clearTimeout(silence);
      callerSignal?.removeEventListener('abort', onCallerAbort);
      controller.abort();
    },
  };
}
