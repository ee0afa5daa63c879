/** Lets so many pieces of work run at once, and of those that wait the one that is first in the order of work. */
export interface FairGate {
  /** @throws the signal's reason when it aborts before the work begins. */
  run<Result>(order: number, work: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

interface Waiting {
  readonly order: number;
  readonly proceed: () => void;
}

/** @param limit asked whenever something ends: it may change, and is never less than 1. */
export function createFairGate(limit: () => number): FairGate {
  let running = 0;
  const waiting: Waiting[] = [];

  const proceed = (): void => {
    while (waiting.length > 0 && running < Math.max(1, limit())) {
      running += 1;
      waiting.shift()?.proceed();
    }
  };

  const enter = (order: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry = { order, proceed: resolve };
    const onAbort = () => {
      const place = waiting.indexOf(entry);
      if (place < 0) return;
      waiting.splice(place, 1);
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const place = waiting.findIndex((other) => other.order > order);
    waiting.splice(place < 0 ? waiting.length : place, 0, entry);
    proceed();
    return promise.finally(() => signal.removeEventListener('abort', onAbort));
  };

  return {
    async run(order, work, signal) {
      await enter(order, signal);
      try {
        return await work();
      } finally {
        running -= 1;
        proceed();
      }
    },
  };
}
