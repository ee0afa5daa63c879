import type { QuestionLoad } from '@carrel/core';

/** Questions are slower than this much of what they take undisturbed: ingest is in their way. */
const sufferingFactor = 1.5;
/** A difference that nobody notices is none. */
const noticeableMs = 15;
/** An older word about questions says nothing of now. */
const freshMs = 3_000;
const smallestShare = 1 / 16;

export type Strain = 'none' | 'fine' | 'suffering';

/** What is known of questions at this moment. */
export function strainOf(load: QuestionLoad | null, nowMs: number): Strain {
  // A clock that was set back makes no word fresh for ever.
  if (load === null || Math.abs(nowMs - load.atMs) > freshMs) return 'none';
  const limitMs = Math.max(load.baselineMs * sufferingFactor, load.baselineMs + noticeableMs);
  return load.latencyMs > limitMs ? 'suffering' : 'fine';
}

/**
 * The share of its capacity that ingest uses next: halved while questions suffer, then a little more with each look, and soon
 * all of it when nobody asks (additive increase, multiplicative decrease; Chiu and Jain, 1989).
 */
export function nextShare(share: number, strain: Strain): number {
  if (strain === 'suffering') return Math.max(smallestShare, share / 2);
  return Math.min(1, strain === 'fine' ? share + 1 / 32 : share * 2);
}
