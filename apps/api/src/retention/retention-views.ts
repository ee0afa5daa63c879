import type { ErasureView, HoldView } from '@carrel/contract';
import type { ContentHold, ErasureRequest } from '@carrel/core';

export function holdView({ id, userId, reason, placedBy, placedAt, releaseAsked, releasedBy, releasedAt }: ContentHold): HoldView {
  const state = releasedAt !== null ? 'released' : releaseAsked === null ? 'placed' : 'release-asked';
  return { id, userId, reason, placedBy, placedAt, state, releaseAskedBy: releaseAsked?.by ?? null, releasedBy, releasedAt };
}

export function erasureView({ id, userId, reason, askedBy, askedAt, approvedBy, executedAt }: ErasureRequest): ErasureView {
  return { id, userId, reason, askedBy, askedAt, state: executedAt === null ? 'asked' : 'executed', approvedBy, executedAt };
}
