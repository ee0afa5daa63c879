import { z } from 'zod';
import { blockKinds, failureCodeSchema, keptApartKinds, versionStates } from '@carrel/core';
import { locationViewSchema } from './location.ts';
import { pageQuerySchema, repeated, timeSchema } from './common.ts';
import { validityViewSchema } from './validity.ts';

export const failureReasonSchema = z
  .object({
    code: z.string(),
    /** For people: what happened, why, and the next step. */
    text: z.string(),
    isRetryable: z.boolean(),
  })
  .meta({ id: 'FailureReason' });

export const documentSchema = z
  .object({
    id: z.string(),
    versionId: z.string(),
    collectionId: z.string(),
    collectionName: z.string(),
    policyId: z.string(),
    policyName: z.string(),
    path: z.string(),
    title: z.string(),
    fileName: z.string(),
    mediaType: z.string(),
    sizeBytes: z.int(),
    /** State of the newest version; an older one may be published meanwhile (`activeVersionId`). */
    state: z.enum(versionStates),
    reason: failureReasonSchema.nullable(),
    progress: z.object({ stage: z.enum(versionStates), done: z.int(), total: z.int() }).nullable(),
    pages: z.int().nullable(),
    chunks: z.int().nullable(),
    /** Of the newest version; absent when it says nothing of its time. */
    validity: validityViewSchema.optional(),
    activeVersionId: z.string().nullable(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
    publishedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Document' });
export type DocumentView = z.infer<typeof documentSchema>;

export const listDocumentsQuerySchema = pageQuerySchema.extend({
  collectionId: repeated(z.string()),
  state: repeated(z.enum(versionStates)),
  /** Why the newest version failed: codes of the error catalogue. */
  reason: repeated(failureCodeSchema),
  /** Part of title or path. */
  text: z.string().max(200).optional(),
  /** So many documents are left out, from the cursor or the beginning: for a place in the middle of a long list. */
  offset: z.coerce.number().int().min(0).max(10_000_000).optional(),
});

/** Which documents are meant; what is left out does not matter. Of those, the ones that the caller may change. */
export const bulkBodySchema = z.object({
  collectionId: z.string().optional(),
  reason: z.array(failureCodeSchema).max(100).optional(),
  text: z.string().max(200).optional(),
});

/** How many documents it was done to. */
export const bulkResultSchema = z.object({ count: z.int() });

export const documentCountsSchema = z
  .object({ total: z.int(), byState: z.partialRecord(z.enum(versionStates), z.int()) })
  .meta({ id: 'DocumentCounts' });

/** Files of this client, by their places and digests. */
export const knownFilesBodySchema = z.strictObject({
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(1_000),
        sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal'),
      }),
    )
    .min(1)
    .max(100),
});

/** In the order of the request; null: other bytes lie there, or nothing that the caller may read. */
export const knownFilesSchema = z.object({ documents: z.array(documentSchema.nullable()) });

/** One entry a file, in the order of the upload. A refused file does not stop the others. */
export const uploadResultSchema = z
  .object({
    files: z.array(
      z.discriminatedUnion('outcome', [
        z.object({ outcome: z.literal('accepted'), path: z.string(), document: documentSchema }),
        z.object({ outcome: z.literal('unchanged'), path: z.string(), document: documentSchema }),
        z.object({ outcome: z.literal('refused'), path: z.string(), reason: failureReasonSchema }),
      ]),
    ),
  })
  .meta({ id: 'UploadResult' });
export type UploadResult = z.infer<typeof uploadResultSchema>;

/** One version of a document: what lay at its place at a time. */
export const documentVersionSchema = z
  .object({
    id: z.string(),
    /** Counts from 1, the first that was uploaded. */
    number: z.int(),
    state: z.enum(versionStates),
    reason: failureReasonSchema.nullable(),
    /** Whether it is the one that is searched and cited. */
    isActive: z.boolean(),
    fileName: z.string(),
    mediaType: z.string(),
    sizeBytes: z.int(),
    sha256: z.string(),
    pages: z.int().nullable(),
    chunks: z.int().nullable(),
    createdAt: timeSchema,
    publishedAt: timeSchema.nullable(),
  })
  .meta({ id: 'DocumentVersion' });
export type DocumentVersionView = z.infer<typeof documentVersionSchema>;

const spanFields = { start: z.int(), end: z.int() };

/** The extracted text, to which every span of the version refers (UTF-16 code units, half-open). */
export const documentTextSchema = z
  .object({
    documentId: z.string(),
    versionId: z.string(),
    title: z.string(),
    mediaType: z.string(),
    text: z.string(),
    blocks: z.array(
      z.object({
        kind: z.enum(blockKinds),
        ...spanFields,
        level: z.int().optional(),
        page: z.int().optional(),
        location: locationViewSchema.optional(),
      }),
    ),
    chunks: z.array(z.object({ id: z.string(), ...spanFields })),
    /** `ocrConfidence`: of a page that was read by OCR, the recogniser's belief in its words, 0 to 100. */
    pages: z.array(z.object({ page: z.int(), width: z.number(), height: z.number(), ocrConfidence: z.int().optional() })),
    /** Boxes of lines, points from the top left of the page; only for formats with geometry. */
    lines: z.array(z.object({ page: z.int(), x: z.number(), y: z.number(), width: z.number(), height: z.number(), ...spanFields })),
    /** `count`: of how many things a warning tells. `TEXT_KEPT_APART` counts what `keptApart` holds. */
    warnings: z.array(z.object({ code: z.string(), page: z.int().optional(), count: z.int().optional() })),
    /**
     * What the file holds and its reader does not see: no part of the text, not searched, never given to a model. Only for
     * who may change the document; empty for everybody else.
     */
    keptApart: z.array(
      z.object({ kind: z.enum(keptApartKinds), text: z.string(), page: z.int().optional(), location: locationViewSchema.optional() }),
    ),
  })
  .meta({ id: 'DocumentText' });
export type DocumentText = z.infer<typeof documentTextSchema>;

/** Query of text and content: which version; undefined: the active one, else the newest. */
export const versionQuerySchema = z.object({ versionId: z.string().optional() });

/** Server-sent events of `/api/v1/ingest/events`. */
export const ingestEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('document'), document: documentSchema }),
  z.object({ type: z.literal('deleted'), documentId: z.string() }),
]);
export type IngestEvent = z.infer<typeof ingestEventSchema>;
