import type { AuditEventId, DocumentId, Sha256, UserId, VersionId } from '../../ids.ts';

/** Whose content it is: a person's, or a document's. */
export type ContentOwner =
  | { readonly kind: 'user'; readonly userId: UserId }
  | { readonly kind: 'document'; readonly documentId: DocumentId };

/** Keeps everything of a person or a document: nothing of it is erased until the hold is released by two people. */
export interface ContentHold {
  readonly id: string;
  readonly owner: ContentOwner;
  readonly reason: string;
  readonly placedBy: UserId;
  readonly placedAt: string;
  /** The first of the two who release it; null while nobody has asked. */
  readonly releaseAsked: { readonly by: UserId; readonly at: string; readonly eventId: AuditEventId } | null;
  readonly releasedBy: UserId | null;
  readonly releasedAt: string | null;
}

/** A person's content or a document is erased when one has asked and another one has approved. */
export interface ErasureRequest {
  readonly id: string;
  readonly owner: ContentOwner;
  readonly reason: string;
  readonly askedBy: UserId;
  readonly askedAt: string;
  /** The event `erasure.requested`. */
  readonly eventId: AuditEventId;
  readonly approvedBy: UserId | null;
  readonly executedAt: string | null;
}

/** What an officer may know of a document: its name and place, not what it says. Deleted ones too. */
export interface DocumentCard {
  readonly id: DocumentId;
  readonly title: string;
  readonly path: string;
  readonly collectionName: string;
  readonly deletedAt: string | null;
  /** Newest first. */
  readonly versions: readonly { readonly id: VersionId; readonly number: number; readonly createdAt: string }[];
}

export interface RetentionRepository {
  /** By a part of title or path without regard to case, or by id; deleted ones too, newest change first. */
  listDocumentCards(text: string, limit: number): Promise<readonly DocumentCard[]>;
  /** A deleted one too. */
  findDocumentCard(id: DocumentId): Promise<DocumentCard | null>;
  placeHold(hold: Pick<ContentHold, 'id' | 'owner' | 'reason' | 'placedBy' | 'placedAt'>): Promise<void>;
  findHold(id: string): Promise<ContentHold | null>;
  /** Newest first, released ones too. */
  listHolds(): Promise<readonly ContentHold[]>;
  /** Whether a hold that is not released keeps the content; of a document also one on a person whose answers rest on it. */
  isHeld(owner: ContentOwner): Promise<boolean>;
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
  /**
   * Removes what a document is: versions, passages, cached vectors, name and place, and the words of answers that rest on it. Its
   * files are told in `listBlobRemovals`, its rows in the index are stale. The row of the document stays, without a name.
   */
  eraseDocument(documentId: DocumentId, at: string): Promise<void>;
  /** Whether somebody works on a version of the document, or a watched folder would bring it back. */
  findObstacle(documentId: DocumentId, nowMs: number): Promise<'being-ingested' | 'in-a-folder' | null>;
  /** Files that were given up. `isInUse`: another document has the same one, so it stays. */
  listBlobRemovals(): Promise<readonly { readonly sha256: Sha256; readonly isInUse: boolean }[]>;
  forgetBlobRemovals(sha256: readonly Sha256[]): Promise<void>;
}
