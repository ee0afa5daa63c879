import type {
  Actor,
  AnswerId,
  AnswerResult,
  AuditEventId,
  CollectionId,
  ConversationId,
  DroppedReason,
  LanguageModel,
  ModelMessage,
  Passage,
  QuotingReason,
} from '@carrel/core';
import type { RetrievalRecord } from '@carrel/retrieval';

/** A passage that the asker is shown; `isInPrompt`: the model is given it too. */
export interface ContextPassage {
  readonly passage: Passage;
  readonly isInPrompt: boolean;
}
export interface ClosedPassage extends ContextPassage {
  readonly isCited: boolean;
}

/** The model that will be asked, with all that shapes what it writes. */
export interface AskedModel extends Pick<LanguageModel, 'name' | 'id' | 'fileSha256' | 'engine' | 'remoteHost'> {
  /** SHA-256 of the system prompt and the form in which passages and question are put. */
  readonly promptTemplateSha256: string;
  readonly parameters: { readonly temperature: number; readonly topP: number; readonly seed: number; readonly maxTokens: number };
}

/** What is about to be done, and with what. It names every passage that anybody, or a model for them, will be given. */
export interface AnswerIntent {
  readonly actor: Actor;
  /** Null: the record begins a conversation. */
  readonly conversationId: ConversationId | null;
  readonly question: string;
  /** What was searched for: the question, for an elliptic follow-up with words of the one before. */
  readonly searchQuery: string;
  readonly collectionIds: readonly CollectionId[] | null;
  readonly passages: readonly ContextPassage[];
  readonly retrieval: RetrievalRecord;
  /** Null: no model will be asked. */
  readonly model: AskedModel | null;
  readonly settingsVersion: number;
  /** Exactly what the model will be sent. Holds document text: to be sealed, never logged. Null: no model will be asked. */
  readonly prompt: readonly ModelMessage[] | null;
}

export interface AcceptedAnswer {
  readonly answerId: AnswerId;
  readonly conversationId: ConversationId;
  /** The intent event. */
  readonly auditEventId: AuditEventId;
}

/** What was taken out on the way, by the codes of the audit log. */
export type GuardCode =
  | 'sentence_dropped'
  | 'citation_dropped'
  | 'link_removed'
  | 'image_removed'
  | 'hidden_text_in_ctx'
  | 'fell_back_to_quoting'
  | `unsupported_${DroppedReason}`;

export interface AnswerClosing {
  readonly actor: Actor;
  readonly result: AnswerResult;
  /** Those of the intent, with what was cited. */
  readonly passages: readonly ClosedPassage[];
  readonly model: AskedModel | null;
  readonly settingsVersion: number;
  readonly quotingReason: QuotingReason | null;
  /** `none`: no model was asked. */
  readonly finish: 'stop' | 'length' | 'cancelled' | 'error' | 'none';
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly guard: Readonly<Partial<Record<GuardCode, number>>>;
}

export interface AnswerInterruption {
  readonly actor: Actor;
  /** `SIGNED_OUT`: the session or key that asked ended meanwhile, or its person was switched off. */
  readonly reason: 'CLIENT_CLOSED' | 'SIGNED_OUT' | 'TIMEOUT' | 'INTERNAL';
  /** What had been sent. */
  readonly partialText: string;
}

export interface RecordedEnd {
  readonly eventId: AuditEventId;
  readonly seq: number;
}

/**
 * The record of an answer: one intent, then exactly one end. `answerQuestion` sends nothing about the documents before
 * `acceptIntent` has resolved, and no `done` before the end has.
 *
 * Each accepted answer is ended once, by one of `complete`, `refuse` and `interrupt`. When an end fails, no other is tried:
 * whether it was committed is unknown, and what is still open is closed later by the reaper.
 */
export interface AnswerRecord {
  /**
   * Resolves when the intent event is committed durably **and numbered**, together with the open answer.
   * @throws AUDIT_UNAVAILABLE when that does not happen in time.
   */
  acceptIntent(intent: AnswerIntent): Promise<AcceptedAnswer>;
  /** Ends an answer that was `answered` or `quoted`: the event in one transaction with the answer. Resolves when it is numbered. @throws AUDIT_UNAVAILABLE. */
  complete(accepted: AcceptedAnswer, closing: AnswerClosing): Promise<RecordedEnd>;
  /** The same for one that was `abstained` or `blocked`. */
  refuse(accepted: AcceptedAnswer, closing: AnswerClosing): Promise<RecordedEnd>;
  /** Ends an answer that the client left or that failed. What it throws is not passed on: the error that led here is. */
  interrupt(accepted: AcceptedAnswer, interruption: AnswerInterruption): Promise<void>;
}
