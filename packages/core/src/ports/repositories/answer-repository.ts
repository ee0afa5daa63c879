import type { AnswerDecision, Citation } from '../../answer.ts';
import type { AnswerProvenance } from '../../answer-provenance.ts';
import type { Passage } from '../../chunk.ts';
import type { AnswerId, AuditEventId, ConversationId, DocumentId, UserId } from '../../ids.ts';
import type { Page, PageRequest } from '../record-store.ts';

export interface Conversation {
  readonly id: ConversationId;
  readonly ownerId: UserId;
  readonly title: string;
  readonly isPinned: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** `accepted` is open; the others are the terminal records, of which each accepted question gets exactly one. */
export type AnswerState = 'accepted' | 'completed' | 'refused' | 'interrupted';

export interface AnswerModel {
  readonly name: string;
  readonly id: string;
  readonly remoteHost: string | null;
}

export interface AnswerTimings {
  readonly retrieveMs: number;
  readonly firstTokenMs: number | null;
  readonly totalMs: number;
}

/** What an answer was made of and came to. Stored with the terminal audit event, in one transaction. */
export interface AnswerResult {
  readonly decision: AnswerDecision;
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly model: AnswerModel | null;
  readonly timings: AnswerTimings;
  /** Null: of an answer from before it was kept. */
  readonly provenance: AnswerProvenance | null;
}

export interface Answer {
  readonly id: AnswerId;
  readonly conversationId: ConversationId;
  readonly ownerId: UserId;
  readonly question: string;
  readonly state: AnswerState;
  /** Null unless `completed` or `refused`. */
  readonly result: AnswerResult | null;
  /** Every document in the model's context: the answer can be read only by who may read all of them now. */
  readonly documentIds: readonly DocumentId[];
  readonly passages: readonly Passage[];
  readonly intentEventId: AuditEventId;
  readonly terminalEventId: AuditEventId | null;
  readonly createdAt: string;
  /** Since when others may open it by its link, if they may read all of its documents. Null: it is its owner's alone. */
  readonly sharedAt: string | null;
  readonly feedback: AnswerFeedback | null;
}

export interface AnswerFeedback {
  readonly rating: 'helpful' | 'not-helpful';
  readonly reason: string | null;
  readonly at: string;
}

export interface AnswerRepository {
  createConversation(conversation: {
    readonly id: ConversationId;
    readonly ownerId: UserId;
    readonly title: string;
    readonly createdAt: string;
  }): Promise<void>;
  /** Null when it does not exist or is somebody else's. */
  findConversation(id: ConversationId, ownerId: UserId): Promise<Conversation | null>;
  /** Pinned first, then newest change first. `text`: part of the title. */
  listConversations(ownerId: UserId, page: PageRequest & { readonly text?: string }): Promise<Page<Conversation>>;
  updateConversation(
    id: ConversationId,
    ownerId: UserId,
    change: { readonly title?: string; readonly isPinned?: boolean },
  ): Promise<Conversation | null>;
  deleteConversation(id: ConversationId, ownerId: UserId, at: string): Promise<boolean>;
  /** In the transaction of the intent event. `leaseUntilMs`: after it, the reaper may close the answer as interrupted. */
  acceptAnswer(answer: {
    readonly id: AnswerId;
    readonly conversationId: ConversationId;
    readonly ownerId: UserId;
    readonly question: string;
    readonly passages: readonly Passage[];
    readonly intentEventId: AuditEventId;
    readonly createdAt: string;
    readonly leaseUntilMs: number;
  }): Promise<void>;
  renewAnswerLeases(ids: readonly AnswerId[], untilMs: number): Promise<void>;
  /** `UPDATE … WHERE state = 'accepted'`. False when it was closed already: then the caller's event must not be written either. */
  closeAnswer(
    id: AnswerId,
    close: {
      readonly state: Exclude<AnswerState, 'accepted'>;
      readonly result: AnswerResult | null;
      readonly terminalEventId: AuditEventId;
      readonly at: string;
    },
  ): Promise<boolean>;
  /** Open answers whose lease ended before `nowMs`: their process is gone. */
  listAbandoned(
    nowMs: number,
    limit: number,
  ): Promise<readonly { readonly id: AnswerId; readonly ownerId: UserId; readonly intentEventId: AuditEventId }[]>;
  findAnswer(id: AnswerId): Promise<Answer | null>;
  /** Answers of this person that cite the document, newest first. What of them may be shown now is the caller's to decide. */
  listCiting(documentId: DocumentId, ownerId: UserId, limit: number): Promise<readonly Answer[]>;
  /** Oldest first. */
  listAnswers(conversationId: ConversationId): Promise<readonly Answer[]>;
  /**
   * Lets others open the answer by its link from `at` on; `at: null` ends that. An answer that is shared stays shared since when
   * it was. Null when it does not exist, is somebody else's, or is not complete.
   */
  shareAnswer(
    id: AnswerId,
    ownerId: UserId,
    at: string | null,
  ): Promise<{ readonly sharedAt: string | null; readonly isChanged: boolean } | null>;
  setFeedback(id: AnswerId, ownerId: UserId, feedback: AnswerFeedback): Promise<boolean>;
}
