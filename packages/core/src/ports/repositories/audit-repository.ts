import type { AuditEventId, DocumentId, UserId } from '../../ids.ts';
import type { Page, PageRequest } from '../record-store.ts';

/** A draft waits, committed together with the change it tells of, until the sequencer numbers it. */
export interface PendingEvent {
  readonly id: AuditEventId;
  /** JSON of the event without `seq`, `log` and `prev`. Holds no clear text of people or documents: those are sealed. */
  readonly draft: string;
  readonly createdAt: string;
}

/** A numbered event: `leaf` is the exact canonical bytes that were hashed. Never changed, never deleted. */
export interface LogEntry {
  /** The year; `seq` counts within it from 0 without gaps. */
  readonly shard: number;
  readonly seq: number;
  readonly id: AuditEventId;
  readonly time: string;
  readonly type: string;
  readonly outcome: string;
  readonly actorRef: string;
  readonly targetRef: string | null;
  readonly channel: string;
  readonly leaf: Uint8Array;
  /** Lower-case hexadecimal SHA-256 of 0x00 and the leaf (RFC 6962 §2.1). */
  readonly leafHash: string;
  /** Documents in the event's context, for "who has seen document D". */
  readonly context: readonly {
    readonly documentRef: string;
    readonly versionRef: string;
    readonly chunkRef: string;
    readonly isInPrompt: boolean;
    readonly isCited: boolean;
  }[];
}

export interface SealedField {
  readonly eventId: AuditEventId;
  readonly field: string;
  readonly ciphertext: Uint8Array;
  readonly dekId: string;
}

/** A data encryption key, wrapped; destroying it makes all that it sealed unreadable for ever. */
export interface WrappedKey {
  readonly dekId: string;
  readonly kind: 'subject' | 'document';
  readonly ownerRef: string;
  readonly wrapped: Uint8Array;
}

export interface LogFilter {
  readonly types?: readonly string[];
  readonly actorRef?: string;
  readonly targetRef?: string;
  readonly documentId?: DocumentId;
  readonly from?: string;
  readonly to?: string;
}

/** How a document came before somebody's eyes: among the passages of a search or an answer, or opened itself. */
export interface SightingFilter {
  readonly documentRef: string;
  readonly versionRef?: string;
  /** Types of event; all that show a document unless told. */
  readonly types?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

export interface AuditRepository {
  insertPending(event: PendingEvent): Promise<void>;
  insertSealed(fields: readonly SealedField[]): Promise<void>;
  /** In the order of insertion. A lower insertion number can commit later, so it is not the order of the log. */
  listPending(limit: number): Promise<readonly PendingEvent[]>;
  /** Appends and removes the drafts of the same ids. In a transaction fenced by the sequencer's lease. */
  appendEntries(entries: readonly LogEntry[]): Promise<void>;
  /** The last entry of the newest shard; null for an empty log. */
  findTail(): Promise<{ readonly shard: number; readonly seq: number; readonly leafHash: string; readonly time: string } | null>;
  findEntry(id: AuditEventId): Promise<LogEntry | null>;
  /** Whether the event waits, is numbered or never was. */
  findSequence(id: AuditEventId): Promise<{ readonly shard: number; readonly seq: number; readonly leafHash: string } | null>;
  /** Raw entries in order, for verification and export. `fromSeq` inclusive. */
  listEntries(shard: number, fromSeq: number, limit: number): Promise<readonly LogEntry[]>;
  listShards(): Promise<readonly { readonly shard: number; readonly size: number }[]>;
  /** Newest first. */
  searchEntries(filter: LogFilter, page: PageRequest): Promise<Page<LogEntry>>;
  /** Events that show a document, newest first, with their context. Found by the document, however long the log is. */
  listSightings(filter: SightingFilter, page: PageRequest): Promise<Page<LogEntry>>;
  listSealed(eventIds: readonly AuditEventId[]): Promise<readonly SealedField[]>;
  findKey(kind: WrappedKey['kind'], ownerRef: string): Promise<WrappedKey | null>;
  /** The keys of those of the owners that have one, in one statement and in any order. */
  findKeys(kind: WrappedKey['kind'], ownerRefs: readonly string[]): Promise<readonly WrappedKey[]>;
  findKeyById(dekId: string): Promise<WrappedKey | null>;
  /** Keeps the first one when two processes make a key for the same owner at once; gives the one that holds. */
  insertKey(key: WrappedKey): Promise<WrappedKey>;
  /** The random pseudonym under which the log names a user; made on first use from `candidate`. */
  subjectRef(userId: UserId, candidate: string): Promise<string>;
  findUserBySubject(ref: string): Promise<UserId | null>;
  /** Null when the log does not name the user. */
  findSubjectRef(userId: UserId): Promise<string | null>;
  /** Destroys a key and every ciphertext that was made with it. The leaves stay. */
  deleteKey(dekId: string): Promise<void>;
  /** Forgets who stands behind a pseudonym. */
  forgetSubject(userId: UserId): Promise<void>;
}
