import type {
  AnswerDecision,
  AnswerProvenance,
  AnswerId,
  AnswerModel,
  AuditEventId,
  Citation,
  ConversationId,
  DocumentId,
  Passage,
  QuotingReason,
} from '@carrel/core';

export interface NearestDocument {
  readonly documentId: DocumentId;
  readonly title: string;
  readonly path: string;
}

/** The whole answer, as `carrel ask --json` prints it. */
export interface AnswerDone {
  readonly answerId: AnswerId;
  readonly conversationId: ConversationId;
  readonly decision: AnswerDecision;
  /** Checked sentences, with marks such as `[2]` that name `citations[].number`; what was sent as `delta`, in one piece. */
  readonly answer: string;
  readonly citations: readonly Citation[];
  /** For an abstention: the documents that came nearest. */
  readonly nearest: readonly NearestDocument[];
  /** The model that was given the passages, whether or not a sentence of it held; null: none was. */
  readonly model: AnswerModel | null;
  readonly quotingReason: QuotingReason | null;
  readonly provenance: AnswerProvenance;
  /** What the model read and wrote; null: none was asked, or it did not say. */
  readonly tokens: { readonly prompt: number; readonly completion: number } | null;
  /** The closing record. */
  readonly audit: { readonly eventId: AuditEventId; readonly seq: number };
  readonly ms: { readonly retrieve: number; readonly firstToken: number | null; readonly total: number };
}

/**
 * What `answerQuestion` yields, in this order: `accepted`, `passages`, then `progress`, `citation` and `delta` mixed, where a
 * delta's citations come before it, then `done`. Whatever goes wrong is thrown instead.
 */
export type AnswerEvent =
  | { readonly type: 'accepted'; readonly answerId: AnswerId; readonly conversationId: ConversationId; readonly auditEventId: AuditEventId }
  | { readonly type: 'passages'; readonly passages: readonly Passage[] }
  | {
      readonly type: 'progress';
      readonly stage: 'reading' | 'writing' | 'checking';
      readonly tokens?: number;
      readonly totalTokens?: number;
    }
  | { readonly type: 'citation'; readonly citation: Citation }
  /** One whole checked sentence with its marks, and before it the space or line break that parts it from the last. */
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'done'; readonly result: AnswerDone };
