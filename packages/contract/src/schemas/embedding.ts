import { embeddingGateSchema, embeddingIndexEnds, embeddingIndexStates, goldenQuestionSchema } from '@carrel/core';
import { z } from 'zod';

const maxGoldenQuestions = 500;

/** An index with the vectors of one embedding model. */
export const embeddingIndexSchema = z
  .object({
    id: z.string(),
    /** What named the model: `builtin`, `none`, or a name or address. */
    setting: z.string(),
    /** Null until it was loaded. */
    model: z.object({ name: z.string(), id: z.string(), dimensions: z.int() }).nullable(),
    state: z.enum(embeddingIndexStates),
    /** Why it ended. */
    end: z.enum(embeddingIndexEnds).nullable(),
    /** Of the figures, the one for which it must not serve. */
    refusal: z.enum(['rows', 'recall', 'golden']).nullable(),
    isAutomatic: z.boolean(),
    progress: z.object({ done: z.int(), total: z.int() }),
    gate: embeddingGateSchema.nullable(),
    /** Why it does not go on at the moment, or why it failed. */
    problem: z.object({ code: z.string(), text: z.string() }).nullable(),
    createdAt: z.string(),
    switchedAt: z.string().nullable(),
    /** Until when it is kept for going back. */
    keptUntil: z.string().nullable(),
  })
  .meta({ id: 'EmbeddingIndex' });
export type EmbeddingIndexView = z.infer<typeof embeddingIndexSchema>;

/** How things stand with the embedding model. */
export const embeddingStatusSchema = z
  .object({
    /** The index that questions are answered from; null until the ingest worker has opened it for the first time. */
    serving: embeddingIndexSchema.nullable(),
    /** The one that is being made. */
    change: embeddingIndexSchema.nullable(),
    /** The one that served before, to which one can go back. */
    previous: embeddingIndexSchema.nullable(),
    /** The newest that was given up. */
    ended: embeddingIndexSchema.nullable(),
  })
  .meta({ id: 'EmbeddingStatus' });
export type EmbeddingStatusView = z.infer<typeof embeddingStatusSchema>;

export const changeEmbeddingBodySchema = z.strictObject({
  /** `builtin`, the name of a model on this machine, or the address of a server. */
  model: z.string().trim().min(1).max(1_000),
  /** False: waits until somebody switches. */
  isAutomatic: z.boolean().default(true),
  golden: z.array(goldenQuestionSchema).min(1).max(maxGoldenQuestions).optional(),
});
