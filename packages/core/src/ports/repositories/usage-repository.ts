import type { AnswerDecision } from '../../answer.ts';
import type { AnswerState } from './answer-repository.ts';
import type { AnswerId, CollectionId, UserId } from '../../ids.ts';

/** From, inclusive, to, exclusive: UTC ISO 8601. */
export interface UsagePeriod {
  readonly from: string;
  readonly to: string;
}

/** An answer as far as it can be counted: nothing of what was asked or said. */
export interface AnswerUsage {
  readonly id: AnswerId;
  /** For counting people, never for naming them. */
  readonly ownerId: UserId;
  readonly state: AnswerState;
  readonly decision: AnswerDecision | null;
  readonly modelName: string | null;
  readonly timings: { readonly retrieveMs: number; readonly firstTokenMs: number | null; readonly totalMs: number } | null;
  readonly feedback: 'helpful' | 'not-helpful' | null;
  readonly createdAt: string;
}

export interface CollectionUsage {
  readonly collectionId: CollectionId;
  readonly name: string;
  /** Answers that cite one of its documents. */
  readonly answers: number;
}

/** How much Carrel is used. */
export interface UsageRepository {
  /** In order of their making, after the one given. */
  listAnswers(period: UsagePeriod, page: { readonly limit: number; readonly after: AnswerUsage | null }): Promise<readonly AnswerUsage[]>;
  /** By the collections in which the cited documents lie now, the most used first. */
  countByCollection(period: UsagePeriod): Promise<readonly CollectionUsage[]>;
}
