import { CarrelError } from '@carrel/core';

export interface AdmissionOptions {
  /** At the same time, of one person. */
  readonly runningPerPerson: number;
  /** Waiting for a place, of one person. */
  readonly waitingPerPerson: number;
  /** At the same time, of all. */
  readonly running: number;
  readonly waiting: number;
  /** How long one waits for a place before it is refused. */
  readonly maxWaitMs: number;
}

export interface Admission {
  /**
   * Waits for a place; the function that is returned gives it back (calling it twice is harmless).
   * @throws RATE_LIMITED when too many wait already or none came free in time; the signal's reason when it aborts.
   */
  enter(person: string, signal: AbortSignal): Promise<() => void>;
  running(): number;
  waiting(): number;
}

interface Waiter {
  readonly person: string;
  readonly admit: () => void;
}

/** Bounds the questions that are answered at once. Who waits longest comes next, unless all of their places are taken. */
export function createAdmission(options: AdmissionOptions): Admission {
  const runningOf = new Map<string, number>();
  const queue: Waiter[] = [];
  let running = 0;

  const hasPlace = (person: string) => running < options.running && (runningOf.get(person) ?? 0) < options.runningPerPerson;
  function occupy(person: string): () => void {
    running += 1;
    runningOf.set(person, (runningOf.get(person) ?? 0) + 1);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      running -= 1;
      const left = (runningOf.get(person) ?? 1) - 1;
      if (left === 0) runningOf.delete(person);
      else runningOf.set(person, left);
      admitNext();
    };
  }
  function admitNext(): void {
    const index = queue.findIndex((waiter) => hasPlace(waiter.person));
    if (index !== -1) queue.splice(index, 1)[0]?.admit();
  }
  const waitingOf = (person: string) => queue.filter((waiter) => waiter.person === person).length;

  return {
    async enter(person, signal) {
      signal.throwIfAborted();
      if (hasPlace(person)) return occupy(person);
      if (queue.length >= options.waiting || waitingOf(person) >= options.waitingPerPerson) throw overloaded(options.maxWaitMs);
      return new Promise((resolve, reject) => {
        const settle = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', abort);
        };
        const leave = (reason: unknown) => {
          queue.splice(queue.indexOf(waiter), 1);
          settle();
          reject(reason instanceof Error ? reason : new CarrelError('CLIENT_CLOSED'));
        };
        const abort = () => leave(signal.reason);
        const timer = setTimeout(() => leave(overloaded(options.maxWaitMs)), options.maxWaitMs);
        const waiter: Waiter = {
          person,
          admit: () => {
            settle();
            resolve(occupy(person));
          },
        };
        queue.push(waiter);
        signal.addEventListener('abort', abort, { once: true });
      });
    },
    running: () => running,
    waiting: () => queue.length,
  };
}

function overloaded(maxWaitMs: number): CarrelError {
  return new CarrelError('MODEL_OVERLOADED', { retryAfterMs: Math.max(1000, maxWaitMs) });
}
