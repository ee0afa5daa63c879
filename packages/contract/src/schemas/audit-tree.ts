import { z } from 'zod';
import { timeSchema } from './common.ts';

const sizeSchema = z.int().nonnegative();
/** Lower-case hexadecimal. */
const hashSchema = z.string();

/** How the log is doing: where it ends, what was signed, and who has cosigned. */
export const logHealthSchema = z
  .object({
    shard: z.int().nullable(),
    size: sizeSchema,
    checkpoint: z.object({ size: sizeSchema, at: timeSchema }).nullable(),
    /** The process that numbers events: it leads, or another one does, or it cannot work. */
    sequencer: z.enum(['starting', 'leading', 'standby', 'failing', 'stopped', 'unreachable']),
    /** The second place of the log; null without one. `behind`: the log goes on without it; `failing`: nothing is numbered. */
    journal: z
      .object({
        mode: z.enum(['strict', 'available']),
        status: z.enum(['ok', 'behind', 'failing']),
        since: timeSchema.nullable(),
        shard: z.int().nullable(),
        size: sizeSchema,
      })
      .nullable(),
    witnesses: z
      .object({
        /** `warning`: for 15 minutes no quorum has cosigned; `alarm`: for a day, or a witness has seen another log. */
        level: z.enum(['ok', 'warning', 'alarm']),
        quorumAt: timeSchema.nullable(),
        items: z.array(
          z.object({
            name: z.string(),
            cosignedAt: timeSchema.nullable(),
            cosignedSize: sizeSchema.nullable(),
            problem: z.enum(['unreachable', 'refused', 'diverged']).nullable(),
          }),
        ),
      })
      .nullable(),
  })
  .meta({ id: 'LogHealth' });
export type LogHealthView = z.infer<typeof logHealthSchema>;

export const publishedLogSchema = z
  .object({
    shard: z.int(),
    /** Name of the year's log: the first line of its checkpoints, and the name of its key. */
    name: z.string(),
    size: sizeSchema,
    rootHash: hashSchema,
    /** `name+id+key`, as C2SP signed-note writes it. */
    verifierKey: z.string(),
    checkpoint: z.string(),
  })
  .meta({ id: 'PublishedLog' });
export type PublishedLogView = z.infer<typeof publishedLogSchema>;

/** RFC 6962 §2.1.1: the hashes from the leaf to the root. */
export const inclusionProofSchema = z
  .object({
    eventId: z.string(),
    shard: z.int(),
    seq: sizeSchema,
    leafHash: hashSchema,
    /** Of the tree that `checkpoint` signs. */
    size: sizeSchema,
    rootHash: hashSchema,
    proof: z.array(hashSchema),
    checkpoint: z.string(),
    verifierKey: z.string(),
  })
  .meta({ id: 'InclusionProof' });
export type InclusionProofView = z.infer<typeof inclusionProofSchema>;

/** What a person keeps of their answer: its events word by word, proofs, and the keys of question and answer. */
export const answerReceiptViewSchema = z
  .object({
    format: z.literal('carrel-receipt/1'),
    answerId: z.string(),
    events: z.array(
      z.object({
        eventId: z.string(),
        type: z.string(),
        shard: z.int(),
        seq: sizeSchema,
        leafHash: hashSchema,
        /** The entry, byte by byte as it was hashed. */
        leaf: z.string(),
        /** Of the tree that `checkpoint` signs. */
        size: sizeSchema,
        proof: z.array(hashSchema),
        checkpoint: z.string(),
        verifierKey: z.string(),
      }),
    ),
    /** Each opens one field of one event, and nothing else. */
    disclosures: z.array(z.object({ eventId: z.string(), field: z.string(), eventKey: hashSchema, ciphertext: z.string() })),
  })
  .meta({ id: 'AnswerReceipt' });
export type AnswerReceiptView = z.infer<typeof answerReceiptViewSchema>;

export const consistencyQuerySchema = z.object({ from: z.coerce.number().int().nonnegative(), to: z.coerce.number().int().nonnegative() });

/** RFC 6962 §2.1.2. */
export const consistencyProofSchema = z
  .object({ shard: z.int(), from: sizeSchema, to: sizeSchema, proof: z.array(hashSchema) })
  .meta({ id: 'ConsistencyProof' });
