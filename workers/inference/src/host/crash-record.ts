import type { Clock } from '@carrel/core';

/** Decides whether an engine that died is started again: a few times with growing pauses, never for ever. */
export interface CrashRecord {
  /** How long to wait before the next start; null: no further start. */
  next(): number | null;
}

export const crashLimit = 5;
export const crashWindowMs = 10 * 60_000;
const firstPauseMs = 500;

export function createCrashRecord(deps: { readonly clock: Clock }): CrashRecord {
  let crashesMs: number[] = [];
  return {
    next: () => {
      const nowMs = deps.clock.monotonicMs();
      crashesMs = [...crashesMs.filter((crashMs) => nowMs - crashMs < crashWindowMs), nowMs];
      return crashesMs.length >= crashLimit ? null : firstPauseMs * 2 ** (crashesMs.length - 1);
    },
  };
}
