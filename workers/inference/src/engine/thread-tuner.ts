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
  record(step: TunedStep): void;
}

export interface TunedStep {
  readonly threads: number;
  /** Time a token took, in any unit. */
  readonly cost: number;
  /** The part of the processors that the threads had while they computed, 0…1. Below 1, other processes had the rest. */
  readonly processorShare: number;
}

interface Candidate {
  readonly threads: number;
  /** Null: never tried. */
  cost: number | null;
  /** Is tried again when so many choices were made. */
  retryAt: number;
  retryInterval: number;
}

/** Weight of the newest measurement of the favourite: one slow step may be an accident, two in a row are not. */
const smoothing = 0.5;
const firstRetryInterval = 64;
const longestRetryInterval = 4096;
/** With less than this, more threads would only wait for each other. */
const calmShare = 0.85;

export function createThreadTuner(options: { readonly threads: number }): ThreadTuner {
  const counts = [...new Set([1, Math.ceil(options.threads / 2), options.threads])];
  const candidates: readonly Candidate[] = counts.map((threads) => ({
    threads,
    cost: null,
    retryAt: 0,
    retryInterval: firstRetryInterval,
  }));
  let choices = 0;
  let isCalm = true;

  const best = (among: readonly Candidate[]): Candidate | undefined =>
    among.reduce<Candidate | undefined>((found, next) => (found === undefined || costOf(next) < costOf(found) ? next : found), undefined);
  const preferred = (limit: number): Candidate | undefined => {
    const possible = candidates.filter((candidate) => candidate.threads <= limit);
    const favourite = best(possible);
    const isWorthTrying = (candidate: Candidate) => isCalm || candidate.threads < (favourite?.threads ?? 1);
    const untried = possible.find((candidate) => candidate.cost === null && (candidate === favourite || isWorthTrying(candidate)));
    const due = possible.find((candidate) => candidate !== favourite && choices >= candidate.retryAt && isWorthTrying(candidate));
    return untried ?? due ?? favourite;
  };

  return {
    wanted: () => preferred(options.threads)?.threads ?? options.threads,
    choose: (limit) => {
      choices += 1;
      return preferred(limit)?.threads ?? 1;
    },
    record: ({ threads, cost, processorShare }) => {
      isCalm = processorShare >= calmShare;
      const candidate = candidates.find((known) => known.threads === threads);
      if (candidate === undefined) return;
      // What was measured long ago, in other circumstances, counts for nothing.
      const isFavourite = candidate.cost !== null && best(candidates) === candidate;
      candidate.cost = isFavourite ? smoothing * cost + (1 - smoothing) * (candidate.cost ?? cost) : cost;
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
