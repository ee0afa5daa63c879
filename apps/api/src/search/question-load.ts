import type { Clock, Logger, QuestionLoad, RecordStore } from '@carrel/core';

export interface QuestionLoadReport {
  /** A question's passages were found in so many milliseconds. */
  observe(ms: number): void;
}

const recentMs = 2_000;
const rememberedCount = 512;
const reportIntervalMs = 500;
/** What is usual when nothing disturbs, also after an hour of which half was disturbed. */
const baselinePart = 0.25;
const recentPart = 0.75;

/** Tells the processes that work in the background how quick questions are, twice a second at most and never while nobody asks. */
export function createQuestionLoadReport(deps: {
  readonly store: Pick<RecordStore, 'transaction'>;
  readonly clock: Clock;
  readonly logger: Logger;
}): QuestionLoadReport {
  const { store, clock, logger } = deps;
  let remembered: { readonly ms: number; readonly atMs: number }[] = [];
  let reportedMs = Number.NEGATIVE_INFINITY;

  return {
    observe(ms) {
      const nowMs = clock.monotonicMs();
      remembered = [...remembered.slice(1 - rememberedCount), { ms, atMs: nowMs }];
      if (nowMs - reportedMs < reportIntervalMs) return;
      reportedMs = nowMs;
      const recent = remembered.filter(({ atMs }) => nowMs - atMs <= recentMs);
      const load: QuestionLoad = { latencyMs: part(recent, recentPart), baselineMs: part(remembered, baselinePart), atMs: clock.nowMs() };
      store
        .transaction((transaction) => transaction.load.putQuestionLoad(load))
        .catch((error: unknown) => logger.error('load.report-failed', error));
    },
  };
}

/** The value below which that part of the values lies; nearest rank. */
function part(values: readonly { readonly ms: number }[], share: number): number {
  const sorted = values.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
