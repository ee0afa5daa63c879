import type { ErasureView, HoldView } from '@carrel/contract';
import type { ContentHold, ContentOwner, ErasureRequest } from '@carrel/core';

/** @param title of the document that it is about; null for a person. */
export function holdView(hold: ContentHold, title: string | null): HoldView {
  const { id, owner, reason, placedBy, placedAt, releaseAsked, releasedBy, releasedAt } = hold;
  const state = releasedAt !== null ? 'released' : releaseAsked === null ? 'placed' : 'release-asked';
  return {
    id,
    ...subjectOf(owner),
    title,
    reason,
    placedBy,
    placedAt,
    state,
    releaseAskedBy: releaseAsked?.by ?? null,
    releasedBy,
    releasedAt,
  };
}

/** @param title of the document that it is about; null for a person. */
export function erasureView(request: ErasureRequest, title: string | null): ErasureView {
  const { id, owner, reason, askedBy, askedAt, approvedBy, executedAt } = request;
  return {
    id,
    ...subjectOf(owner),
    title,
    reason,
    askedBy,
    askedAt,
    state: executedAt === null ? 'asked' : 'executed',
    approvedBy,
    executedAt,
  };
}

function subjectOf(owner: ContentOwner) {
  return owner.kind === 'user' ? { userId: owner.userId, documentId: null } : { userId: null, documentId: owner.documentId };
}
