import { abortReason } from './abort-reason.ts';

export interface Slots {
  /** Waits for a free slot, first come, first served. @throws the signal's reason when it aborts first. */
  acquire(signal: AbortSignal): Promise<void>;
  /** Gives the slot to who waits longest. */
  release(): void;
}

/** Bounds how many do something at one time. */
export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    acquire: (signal) => {
      if (signal.aborted) return Promise.reject(abortReason(signal));
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const take = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(take), 1);
          reject(abortReason(signal));
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(take);
      });
    },
    release: () => {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
