import { sqlFailure } from './sql-failure.ts';

/** One holder at a time; who waits is served in the order of coming. */
export interface FairLock {
  /** @throws DATABASE_UNAVAILABLE when the lock does not come within the time. */
  acquire(): Promise<void>;
  release(): void;
}

export function createFairLock(options: { readonly timeoutMs: number }): FairLock {
  const waiting: { readonly grant: () => void }[] = [];
  let isHeld = false;
  return {
    acquire() {
      if (!isHeld) {
        isHeld = true;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const entry = {
          grant: () => {
            clearTimeout(timer);
            resolve();
          },
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(sqlFailure('unavailable', `no turn to write within ${options.timeoutMs} ms`, undefined));
        }, options.timeoutMs);
        waiting.push(entry);
      });
    },
    release() {
      const next = waiting.shift();
      if (next) next.grant();
      else isHeld = false;
    },
  };
}
