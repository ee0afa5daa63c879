import { versionStates } from '@carrel/core';
import { z } from 'zod';
import { timeSchema } from './common.ts';
import { failureReasonSchema } from './documents.ts';

export const sourceRunSchema = z
  .object({
    startedAt: timeSchema,
    endedAt: timeSchema,
    /** Files that were found; each is new, changed, moved, unchanged, waiting or failed. */
    seen: z.int(),
    new: z.int(),
    changed: z.int(),
    moved: z.int(),
    unchanged: z.int(),
    deleted: z.int(),
    /** Still being written: taken by a later run. */
    waiting: z.int(),
    /** Links and things that are no files. */
    skipped: z.int(),
    failed: z.int(),
    /** Known files that were not found, whose documents are kept because it is not sure that they are gone. */
    held: z.int(),
    warning: failureReasonSchema.nullable(),
  })
  .meta({ id: 'SourceRun' });

export const sourceSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['folder']),
    name: z.string(),
    /** The folder's path on the machine of the ingest worker. */
    path: z.string(),
    collectionId: z.string(),
    collectionName: z.string(),
    /** Null: the default policy of the collection. */
    policyId: z.string().nullable(),
    ignore: z.array(z.string()),
    state: z.enum(['active', 'paused']),
    /** Newest versions of its documents, by state. */
    documents: z.partialRecord(z.enum(versionStates), z.int()),
    lastRun: sourceRunSchema.nullable(),
    nextRunAt: timeSchema.nullable(),
    createdAt: timeSchema,
  })
  .meta({ id: 'Source' });
export type SourceView = z.infer<typeof sourceSchema>;

/** A source with the files of it that are not searchable, and why; at most 100 that were refused and 100 that failed. */
export const sourceDetailSchema = sourceSchema
  .extend({ failures: z.array(z.object({ path: z.string(), documentId: z.string().nullable(), reason: failureReasonSchema })) })
  .meta({ id: 'SourceDetail' });
export type SourceDetailView = z.infer<typeof sourceDetailSchema>;

const ignoreSchema = z.array(z.string().min(1).max(200)).max(100);

export const createSourceBodySchema = z.object({
  kind: z.enum(['folder']).default('folder'),
  /** Undefined: the path. */
  name: z.string().trim().min(1).max(200).optional(),
  path: z.string().min(1).max(4096),
  collectionId: z.string(),
  /** Name or id. */
  policy: z.string().optional(),
  /** Patterns in the language of `.gitignore`. */
  ignore: ignoreSchema.default([]),
});

export const updateSourceBodySchema = z
  .object({ state: z.enum(['active', 'paused']).optional(), ignore: ignoreSchema.optional() })
  .refine((body) => body.state !== undefined || body.ignore !== undefined, 'expected state or ignore');

/** `confirmDeletions`: what is missing in this run is taken to be gone, also when a mount may have vanished. */
export const runSourceBodySchema = z.object({ confirmDeletions: z.boolean().default(false) });

export const removeSourceQuerySchema = z.object({ documents: z.enum(['keep', 'delete']).default('keep') });
