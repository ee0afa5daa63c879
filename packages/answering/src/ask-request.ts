import type { Actor, Clock, CollectionId, ConversationId, LanguageModelSource } from '@carrel/core';
import type { Access } from '@carrel/access';
import type { Retrieval } from '@carrel/retrieval';
import type { AnswerRecord } from './answer-record.ts';
import type { AnswerSettings } from './answer-settings.ts';

/** An earlier question of the conversation. Its answer is left out: see `prompt/assemble-prompt.ts`. */
export interface ConversationTurn {
  readonly question: string;
}

export interface AskRequest {
  readonly actor: Actor;
  readonly question: string;
  /** Null: a new conversation is begun. The caller has checked that it is the actor's. */
  readonly conversationId: ConversationId | null;
  /** Oldest first. */
  readonly history: readonly ConversationTurn[];
  /** Undefined: every collection. */
  readonly collectionIds?: readonly CollectionId[];
  /** Undefined: the model in use. */
  readonly modelName?: string;
  readonly settings: AnswerSettings;
  /** Aborts when the client goes away: the model is stopped and the answer closed as interrupted. */
  readonly signal: AbortSignal;
}

export interface AnswerDeps {
  readonly retrieve: Retrieval['retrieve'];
  readonly gatePassages: Access['gatePassages'];
  readonly models: LanguageModelSource;
  readonly record: AnswerRecord;
  readonly clock: Clock;
  /** What nobody can guess, new for each request: 8 or more hexadecimal digits from a cryptographic source. */
  readonly newMark: () => string;
}
