/**
 * Finds out with how many threads the model is fastest, while it works. That cannot be known beforehand: on 2 cores a 135M
 * model reads prompts faster with 2 threads (450 tokens/s against 250) and writes faster with 1 (131 against 74), and as
 * soon as another process needs a core, 2 threads fall to a tenth, since each waits spinning for the other (measured
 * 2026-11-20). The number of threads does not change the result.
 */
export interface ThreadTuner {
  /** How many it would use next if it could. */
  wanted(): number;
  /** The number to use now, when up to `limit` may be used. */
  choose(limit: number): number;
  /** @param cost time a token took, in any unit. */
  record(threads: number, cost: number): void;
}

interface Candidate {
  readonly threads: number;
  /** Smoothed; null: never tried. */
  cost: number | null;
  /** Is tried again when so many choices were made. */
  retryAt: number;
  retryInterval: number;
}

const smoothing = 0.5;
const firstRetryInterval = 64;
const longestRetryInterval = 4096;

export function createThreadTuner(options: { readonly threads: number }): ThreadTuner {
  const counts = [...new Set([options.threads, Math.ceil(options.threads / 2), 1])];
  const candidates: readonly Candidate[] = counts.map((threads) => ({
    threads,
    cost: null,
    retryAt: 0,
    retryInterval: firstRetryInterval,
  }));
  let choices = 0;

  const best = (among: readonly Candidate[]): Candidate | undefined =>
    among.reduce<Candidate | undefined>((found, next) => (found === undefined || costOf(next) < costOf(found) ? next : found), undefined);

  const preferred = (limit: number): Candidate | undefined => {
    const possible = candidates.filter((candidate) => candidate.threads <= limit);
    const favourite = best(possible);
    const untried = possible.find((candidate) => candidate.cost === null);
    return untried ?? possible.find((candidate) => candidate !== favourite && choices >= candidate.retryAt) ?? favourite;
  };

  return {
    wanted: () => preferred(options.threads)?.threads ?? options.threads,
    choose: (limit) => {
      choices += 1;
      return preferred(limit)?.threads ?? 1;
    },
    record: (threads, cost) => {
      const candidate = candidates.find((known) => known.threads === threads);
      if (candidate === undefined) return;
      candidate.cost = candidate.cost === null ? cost : smoothing * cost + (1 - smoothing) * candidate.cost;
      const hasLost = best(candidates) !== candidate;
      candidate.retryInterval = hasLost ? Math.min(longestRetryInterval, candidate.retryInterval * 2) : firstRetryInterval;
      candidate.retryAt = choices + candidate.retryInterval;
    },
  };
}

/** An untried candidate is the last to be a favourite; `choose` tries it for its own sake. */
function costOf(candidate: Candidate): number {
  return candidate.cost ?? Number.POSITIVE_INFINITY;
}
