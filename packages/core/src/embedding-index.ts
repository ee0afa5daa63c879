import { z } from 'zod';
import type { ErrorCode } from './errors/error-catalogue.ts';
import type { UserId } from './ids.ts';

/**
 * States of an index, each of which has the vectors of one embedding model.
 *
 * `filling`: rows are written from stored passages, new documents go into it as well. `measuring`: all rows are there, its
 * figures are being taken. `scoring`: golden questions are asked of it and of the one that serves. `ready`: may serve.
 * `serving`: questions are answered from it; exactly one. `kept`: served before, is still written, and may serve again.
 * `dropping`: over, its files are being removed. `dropped`: gone.
 */
export const embeddingIndexStates = ['filling', 'measuring', 'scoring', 'ready', 'serving', 'kept', 'dropping', 'dropped'] as const;
export type EmbeddingIndexState = (typeof embeddingIndexStates)[number];

/** Why an index ended. */
export const embeddingIndexEnds = ['cancelled', 'refused', 'failed', 'expired', 'superseded'] as const;
export type EmbeddingIndexEnd = (typeof embeddingIndexEnds)[number];

/** A question of which it is known where its answer lies. */
export const goldenQuestionSchema = z.object({
  question: z.string().min(1).max(2_000),
  /** `file`: the document's path, or its end. Without a quote any passage of the file counts. */
  evidence: z
    .array(z.object({ file: z.string().min(1).max(1_000), quote: z.string().max(4_000).optional() }))
    .min(1)
    .max(20),
});
export type GoldenQuestion = z.infer<typeof goldenQuestionSchema>;

/** What a new index must show before it may serve. */
export const embeddingGateSchema = z.object({
  /** Rows that SQL wants, and rows by which the index differs from that. */
  rowCount: z.int(),
  differingRows: z.int(),
  /** Passages that are longer than the model takes, and whose vector is the mean of their parts'. */
  splitPassages: z.int(),
  /** Of the ten nearest rows by comparison with every row, the share that the index finds; 0…1. */
  recallAt10: z.number(),
  recallQueries: z.int(),
  /** Share of golden questions with a passage of the evidence among the first ten; null without golden questions. */
  golden: z.object({ questions: z.int(), before: z.number(), after: z.number() }).nullable(),
});
export type EmbeddingGate = z.infer<typeof embeddingGateSchema>;

export const minRecallAt10 = 0.95;
/** How long the index that served before is kept for going back. */
export const keptIndexMs = 7 * 24 * 60 * 60_000;

/** The words of a setting for the embedder that comes with Carrel, and for search by text alone. */
export const builtinEmbedding = 'builtin';
export const noEmbedding = 'none';

export interface EmbeddingIndex {
  readonly id: string;
  /** Below the folder of the index; empty: the folder itself. */
  readonly folder: string;
  /** What names the model: `builtin`, `none`, or a name, path or URL as in CARREL_EMBEDDING. */
  readonly setting: string;
  /** Of the model: null until it was loaded, and for search by text alone. */
  readonly modelName: string | null;
  readonly embeddingId: string | null;
  readonly dimensions: number | null;
  readonly state: EmbeddingIndexState;
  readonly end: EmbeddingIndexEnd | null;
  /** Whether it serves as soon as it may, without being asked again. */
  readonly isAutomatic: boolean;
  readonly doneVersions: number;
  readonly totalVersions: number;
  readonly gate: EmbeddingGate | null;
  readonly golden: readonly GoldenQuestion[] | null;
  /** Why it does not go on at the moment, or why it failed. */
  readonly problem: ErrorCode | null;
  /** Null: the settings asked for it. */
  readonly createdBy: UserId | null;
  /** UTC ISO 8601, as are the next two. */
  readonly createdAt: string;
  /** When it began to serve, the last time. */
  readonly switchedAt: string | null;
  /** Until when it is kept. */
  readonly keptUntil: string | null;
}

/** Why an index must not serve; null: it may. */
export function gateRefusal(gate: EmbeddingGate): 'rows' | 'recall' | 'golden' | null {
  if (gate.differingRows > 0) return 'rows';
  if (gate.recallAt10 < minRecallAt10) return 'recall';
  return gate.golden !== null && gate.golden.after < gate.golden.before ? 'golden' : null;
}
