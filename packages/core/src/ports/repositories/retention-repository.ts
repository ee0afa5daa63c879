import type { AuditEventId, UserId } from '../../ids.ts';

/** Keeps everything of a person: nothing of it is erased until the hold is released by two people. */
export interface ContentHold {
  readonly id: string;
  readonly userId: UserId;
  readonly reason: string;
  readonly placedBy: UserId;
  readonly placedAt: string;
  /** The first of the two who release it; null while nobody has asked. */
  readonly releaseAsked: { readonly by: UserId; readonly at: string; readonly eventId: AuditEventId } | null;
  readonly releasedBy: UserId | null;
  readonly releasedAt: string | null;
}

/** A person's content is erased when one has asked and another one has approved. */
export interface ErasureRequest {
  readonly id: string;
  readonly userId: UserId;
  readonly reason: string;
  readonly askedBy: UserId;
  readonly askedAt: string;
  /** The event `erasure.requested`. */
  readonly eventId: AuditEventId;
  readonly approvedBy: UserId | null;
  readonly executedAt: string | null;
}

export interface RetentionRepository {
  placeHold(hold: Pick<ContentHold, 'id' | 'userId' | 'reason' | 'placedBy' | 'placedAt'>): Promise<void>;
  findHold(id: string): Promise<ContentHold | null>;
  /** Newest first, released ones too. */
  listHolds(): Promise<readonly ContentHold[]>;
  /** Whether a hold that is not released keeps the person's content. */
  isHeld(userId: UserId): Promise<boolean>;
  /** False when somebody has asked already, or it is released. */
  askRelease(id: string, asked: NonNullable<ContentHold['releaseAsked']>): Promise<boolean>;
  /** False when nobody has asked, the same person has, or it is released. */
  releaseHold(id: string, by: UserId, at: string): Promise<boolean>;
  askErasure(request: Omit<ErasureRequest, 'approvedBy' | 'executedAt'>): Promise<void>;
  findErasure(id: string): Promise<ErasureRequest | null>;
  /** Newest first. */
  listErasures(): Promise<readonly ErasureRequest[]>;
  /** False when it is executed already, or by the same person who has asked. */
  closeErasure(id: string, by: UserId, at: string): Promise<boolean>;
  /**
   * Removes what a person is and has written: conversations, answers, name, address, ways to sign in, keys, names of passkeys.
   * The row of the user stays, without a name, because rights of the past and events refer to its id.
   */
  erasePerson(userId: UserId, at: string): Promise<void>;
}
