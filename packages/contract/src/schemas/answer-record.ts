import { answerDecisions, sensitivityLabels } from '@carrel/core';
import { z } from 'zod';
import { timeSchema } from './common.ts';

const countSchema = z.int().nonnegative();

/** A passage as the log has it: which one it was, not what it says. */
const recordedPassageSchema = z.object({
  rank: countSchema,
  chunkId: z.string(),
  documentId: z.string(),
  /** As the document is called now; null when it was erased with its collection. */
  title: z.string().nullable(),
  path: z.string().nullable(),
  versionId: z.string(),
  versionNumber: z.int().nullable(),
  /** Salted under the document's key. */
  sha256: z.string(),
  label: z.enum(sensitivityLabels).nullable(),
  isInPrompt: z.boolean(),
  isCited: z.boolean(),
});

/** All that the log has of one answer, for those who may read the log: ids, numbers and names of documents, no words of anybody. */
export const answerRecordSchema = z
  .object({
    answerId: z.string(),
    /** Pseudonym of the person. */
    askerRef: z.string(),
    channel: z.string(),
    askedAt: timeSchema,
    questionChars: countSchema,
    /** `open`: it has no end yet. */
    outcome: z.enum(['success', 'denied', 'failure', 'error', 'interrupted', 'open']),
    reason: z.string().nullable(),
    closedAt: timeSchema.nullable(),
    decision: z.enum(answerDecisions).nullable(),
    tokens: z.object({ in: countSchema.nullable(), out: countSchema.nullable() }).nullable(),
    /** Null: no language model wrote it. */
    model: z
      .object({
        name: z.string(),
        fileSha256: z.string().nullable(),
        engine: z.string(),
        /** Where it ran, when that was not this machine. */
        host: z.string().nullable(),
        promptTemplateSha256: z.string().nullable(),
        /** Such as `temp 0, top_p 1, seed 1, max 1024`. */
        parameters: z.string().nullable(),
      })
      .nullable(),
    embedding: z.string().nullable(),
    retrieval: z.object({ index: z.string(), mode: z.string(), count: countSchema }).nullable(),
    ms: z.object({ retrieve: countSchema.nullable(), firstToken: countSchema.nullable(), total: countSchema.nullable() }),
    passages: z.array(recordedPassageSchema),
    /** Passages that had no room in the entry; they are in a sealed attachment. */
    sealedPassageCount: countSchema,
    /** In the order of the log. */
    events: z.array(
      z.object({
        id: z.string(),
        shard: z.int(),
        seq: countSchema,
        time: timeSchema,
        type: z.string(),
        outcome: z.string(),
        actorRef: z.string(),
        leafHash: z.string(),
      }),
    ),
  })
  .meta({ id: 'AnswerRecord' });
export type AnswerRecordView = z.infer<typeof answerRecordSchema>;

export const exportAuditTableQuerySchema = z.object({ from: timeSchema.optional(), to: timeSchema.optional() });
