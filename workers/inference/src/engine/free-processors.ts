import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/**
 * Processors that nobody else uses at this instant: those of the machine, less the threads that are running or ready to run
 * on it (fourth field of `/proc/loadavg`), this one not counted. Where the system does not say, all of them.
 */
export function createFreeProcessors(): () => number {
  const processors = cpus().length;
  return () => processors - (readRunningThreads() - 1);
}

function readRunningThreads(): number {
  try {
    return parseRunningThreads(readFileSync('/proc/loadavg', 'latin1'));
  } catch {
    return 1;
  }
}

/** `5.82 8.12 8.98 13/351 22648`: 13 threads run or are ready to. */
export function parseRunningThreads(loadavg: string): number {
  const running = Number(/^\S+ \S+ \S+ (\d+)\//.exec(loadavg)?.[1]);
  return Number.isNaN(running) ? 1 : Math.max(1, running);
}
