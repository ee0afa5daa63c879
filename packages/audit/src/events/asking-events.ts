import type {
  AnswerDecision,
  AnswerId,
  AuditEventId,
  Citation,
  CollectionId,
  ConversationId,
  Passage,
  SearchMode,
  UserId,
  VisiblePolicies,
} from '@carrel/core';

/** A passage that somebody, or a model for them, was given to read. */
export interface ContextPassage {
  readonly passage: Passage;
  readonly isInPrompt: boolean;
  readonly isCited: boolean;
}

/** What the decision about permissions rested on. The audience comes from the actor. */
export interface AuthorisationFacts {
  readonly visible: VisiblePolicies;
  /** The collections that were asked for; null: every one. */
  readonly collectionIds: readonly CollectionId[] | null;
  /** Passages that passed the check in SQL and were given. */
  readonly checkedCount: number;
}

export interface RetrievalFacts {
  /** Name of the index and its state, such as `chunks@184`. */
  readonly index: string;
  /** Passages that were given. */
  readonly givenCount: number;
  readonly mode: SearchMode;
  /** Null: not reranked. */
  readonly reranker: string | null;
  readonly cache: 'off' | 'miss' | 'hit';
}

/** The model with everything that shapes what it writes. */
export interface ModelFacts {
  readonly name: string;
  /** Null for a model that Carrel does not load itself. */
  readonly fileSha256: string | null;
  readonly engine: string;
  readonly engineBuild?: string;
  /** Null for a model inside this network. */
  readonly remoteHost: string | null;
  readonly promptTemplateSha256: string;
  /** Version of the answering settings (system prompt, temperature …) that held; 0: the built-in ones. */
  readonly settingsVersion: number;
  readonly parameters: { readonly temperature: number; readonly topP: number; readonly seed: number; readonly maxTokens: number };
}

export interface EmbeddingFacts {
  readonly name: string;
  /** Identity of the vectors, as `EmbeddingModel.id`. */
  readonly id: string;
  readonly dimensions: number;
}

export interface TimingFacts {
  readonly queueMs?: number;
  readonly retrieveMs?: number;
  readonly firstTokenMs?: number | null;
  readonly totalMs?: number;
}

/** What was taken out of an answer or found in its context on the way; `unsupported_…`: why a sentence was dropped. */
export const guardCodes = [
  'sentence_dropped',
  'citation_dropped',
  'link_removed',
  'image_removed',
  'hidden_text_in_ctx',
  'fell_back_to_quoting',
  'unsupported_number',
  'unsupported_date',
  'unsupported_name',
  'unsupported_negation',
  'unsupported_bound',
  'unsupported_relation',
  'unsupported_address',
  'unsupported_words',
  'unsupported_borrowed_words',
  'unsupported_no_claim',
  'unsupported_off_topic',
] as const;
export type GuardCode = (typeof guardCodes)[number];

export const answerFinishes = ['stop', 'length', 'cancelled', 'error', 'none'] as const;
export type AnswerFinish = (typeof answerFinishes)[number];

/** The text that was shown, and how it came about. `finish` is `none` when no model wrote. */
export interface AnswerFacts {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly decision: AnswerDecision;
  readonly finish: AnswerFinish;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly guard?: Readonly<Partial<Record<GuardCode, number>>>;
}

interface AnswerEnd {
  readonly answerId: AnswerId;
  /** The intent (`question.accepted`) that this closes. */
  readonly intentEventId: AuditEventId;
}

export interface AskingEvents {
  /** What a person was shown as a search result counts as seen. */
  'search.executed': {
    readonly query: string;
    readonly passages: readonly Passage[];
    readonly authorisation: AuthorisationFacts;
    readonly retrieval: RetrievalFacts;
    readonly embedding: EmbeddingFacts | null;
    readonly timings: TimingFacts;
  };
  /** The intent. Durable and numbered before the first byte about the documents leaves. */
  'question.accepted': {
    readonly answerId: AnswerId;
    readonly conversationId: ConversationId;
    readonly question: string;
    readonly passages: readonly ContextPassage[];
    readonly authorisation: AuthorisationFacts;
    readonly retrieval: RetrievalFacts;
    /** Null: no language model is in use; the answer will be quoted. */
    readonly model: ModelFacts | null;
    readonly embedding: EmbeddingFacts | null;
  };
  'answer.completed': AnswerEnd & {
    readonly answer: AnswerFacts;
    /** Those of the intent, with what was cited. */
    readonly passages: readonly ContextPassage[];
    /** Null when no model wrote the answer. */
    readonly model: ModelFacts | null;
    readonly timings: TimingFacts;
  };
  'answer.refused': AnswerEnd & {
    readonly reason: 'NO_EVIDENCE' | 'POLICY_BLOCKED';
    readonly answer: AnswerFacts;
    readonly timings: TimingFacts;
  };
  'answer.interrupted': AnswerEnd & {
    readonly reason: 'CLIENT_CLOSED' | 'SIGNED_OUT' | 'MODEL_FAILED' | 'TIMEOUT' | 'PROCESS_LOST' | 'SHUTDOWN' | 'INTERNAL';
    /** What had been sent when it stopped, if anybody knows. */
    readonly partialText: string | null;
    /** Whose answer it was, when the actor is Carrel itself; null: nobody knows any more, since a backup was restored. */
    readonly ownerId: UserId | null;
  };
  'answer.rated': {
    readonly answerId: AnswerId;
    readonly rating: 'helpful' | 'not-helpful';
    readonly comment: string | null;
  };
  /** From now on everybody who may read all of its documents can open the answer by its link. */
  'answer.shared': { readonly answerId: AnswerId };
  'answer.unshared': { readonly answerId: AnswerId };
  /** Somebody else than its owner was shown a shared answer: what it rests on counts as seen. */
  'answer.opened': { readonly answerId: AnswerId; readonly passages: readonly ContextPassage[] };
  /** An answer is put before everybody in a channel. The channel is sealed; who is in it, is the actor's audience. */
  'answer.posted': {
    readonly answerId: AnswerId;
    readonly channelId: string;
    /** Everybody in the channel, as they were checked. */
    readonly audience: readonly UserId[];
    readonly passages: readonly ContextPassage[];
  };
  'conversation.deleted': { readonly conversationId: ConversationId };
}
