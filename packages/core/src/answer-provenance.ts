import type { ChunkId } from './ids.ts';

/** Why an answer is made of quotations. */
export const quotingReasons = ['no-language-model', 'model-failed', 'nothing-supported', 'prompt-too-long'] as const;
export type QuotingReason = (typeof quotingReasons)[number];

/** Why a sentence that a model wrote was left out: what its sources do not say, or that it is beside the question. */
export const droppedReasons = [
  'number',
  'date',
  'name',
  'negation',
  'bound',
  'relation',
  'address',
  'words',
  'borrowed_words',
  'no_claim',
  'off_topic',
] as const;
export type DroppedReason = (typeof droppedReasons)[number];

/** In what two documents differ: another number of one unit, another date, or one denies what the other says. */
export const disagreementKinds = ['number', 'date', 'negation'] as const;
export type DisagreementKind = (typeof disagreementKinds)[number];

/** How much of the question a passage deals with, in words: nearly all, about half, less. */
export const passageStrengths = ['strong', 'fair', 'weak'] as const;
export type PassageStrength = (typeof passageStrengths)[number];

/** How an answer came about, for whoever may read it. */
export interface AnswerProvenance {
  /** What was searched for, where that is not the question: a follow-up that was made whole. */
  readonly searchQuery: string | null;
  /** Null: the answer is not made of quotations. */
  readonly quotingReason: QuotingReason | null;
  readonly settingsVersion: number;
  /** Null: no model was asked. */
  readonly model: { readonly fileSha256: string | null; readonly engine: string | null; readonly promptTemplateSha256: string } | null;
  /** Sentences that were sent with the span that bears them, and those that were left out, by reason. */
  readonly checks: { readonly supported: number; readonly dropped: Readonly<Partial<Record<DroppedReason, number>>> };
  /** Where the documents differ: the numbers of the two citations. */
  readonly disagreements: readonly { readonly kind: DisagreementKind; readonly citations: readonly [number, number] }[];
  readonly passages: readonly {
    readonly chunkId: ChunkId;
    readonly strength: PassageStrength;
    readonly isInPrompt: boolean;
    readonly isCited: boolean;
  }[];
}
