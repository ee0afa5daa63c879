import type { Urgency } from '../engine/engine-protocol.ts';

export interface Claim {
  /** How many threads it could use; 0: none. */
  readonly wanted: number;
  readonly urgency: Urgency;
}

/**
 * Divides the threads: one for each claim, in the order given, then one more each in turn, up to what it wants. Where there
 * are fewer threads than claims, the last get none. The sum never exceeds `threads`.
 */
export function shareThreads(claims: readonly Claim[], threads: number): readonly number[] {
  const shares = claims.map(() => 0);
  let left = threads;
  for (let round = 1; left > 0; round += 1) {
    const before = left;
    for (const [index, claim] of claims.entries()) {
      if (left === 0 || claim.wanted < round) continue;
      shares[index] = round;
      left -= 1;
    }
    if (left === before) break;
  }
  return shares;
}
