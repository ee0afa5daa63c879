import { indexDifferencesSchema, indexRunKinds, indexRunStates } from '@carrel/core';
import { z } from 'zod';

const reasonSchema = z.object({ code: z.string(), text: z.string() });
const indexSizeSchema = z.object({ versionCount: z.int(), sizeBytes: z.int() });

/** A piece of care of the index: begun, ended, how, and what it found. */
export const indexRunSchema = z
  .object({
    id: z.int(),
    kind: z.enum(indexRunKinds),
    state: z.enum(indexRunStates),
    index: z.string(),
    isRepairing: z.boolean(),
    requestedAt: z.string().nullable(),
    beganAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    reason: reasonSchema.nullable(),
    before: indexSizeSchema.nullable(),
    after: indexSizeSchema.nullable(),
    /** Of a comparison with SQL: rows by which the index differed when it began. */
    differences: indexDifferencesSchema.nullable(),
    /** Versions of documents written again. */
    rebuilt: z.int().nullable(),
    /** Generations whose rows were removed. */
    removed: z.int().nullable(),
  })
  .meta({ id: 'IndexRun' });
export type IndexRunView = z.infer<typeof indexRunSchema>;

export const indexCareSchema = z
  .object({
    /** Kinds of care whose last runs failed, three or more in a row. */
    alarms: z.array(z.object({ kind: z.enum(indexRunKinds), failures: z.int(), reason: reasonSchema, at: z.string() })),
    /** The newest comparison with SQL that has ended. */
    comparison: indexRunSchema.nullable(),
    /** Newest first. */
    runs: z.array(indexRunSchema),
  })
  .meta({ id: 'IndexCare' });
export type IndexCareView = z.infer<typeof indexCareSchema>;

export const requestIndexCheckBodySchema = z.strictObject({ repair: z.boolean().default(true) });
