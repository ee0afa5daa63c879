export interface BackOffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** The first restart of a process comes half a second after its end, later ones up to half a minute. */
export const restartBackOff: BackOffOptions = { firstMs: 500, maxMs: 30_000 };

/**
 * How long to wait before the next start: doubled with each failure in a row, then up to half as long again by chance, so that
 * processes that died together do not come back together. Never below `firstMs` nor above `maxMs`.
 *
 * @param failures failures in a row so far, at least 1.
 * @param random a number from 0 up to 1.
 */
export function backOffMs(failures: number, random: number, options: BackOffOptions = restartBackOff): number {
  const doubled = options.firstMs * 2 ** Math.min(failures - 1, 30);
  return Math.min(options.maxMs, Math.round(doubled * (1 + random / 2)));
}

/** A process that ran this long starts afresh with the shortest wait. */
const stableAfterMs = 60_000;

/** Gives the waits before the restarts of one process, from how long it ran each time. */
export function createRestartWaits(
  random: () => number,
  options: { readonly backOff?: BackOffOptions; readonly stableAfterMs?: number },
): (ranMs: number) => number {
  let failuresInRow = 0;
  return (ranMs) => {
    failuresInRow = ranMs >= (options.stableAfterMs ?? stableAfterMs) ? 1 : failuresInRow + 1;
    return backOffMs(failuresInRow, random(), options.backOff ?? restartBackOff);
  };
}
