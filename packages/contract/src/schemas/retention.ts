import { z } from 'zod';
import { timeSchema } from './common.ts';

const reasonSchema = z.string().trim().min(3).max(1_000);

/** Either a person or a document. */
const subjectShape = { userId: z.string().optional(), documentId: z.string().optional(), reason: reasonSchema };
const isOneSubject = ({ userId, documentId }: { userId?: string | undefined; documentId?: string | undefined }) =>
  (userId === undefined) !== (documentId === undefined);
const oneSubject = 'Expected either userId or documentId.';

export const placeHoldBodySchema = z.object(subjectShape).refine(isOneSubject, oneSubject);
export const releaseHoldBodySchema = z.object({ reason: reasonSchema });

export const holdSchema = z
  .object({
    id: z.string(),
    /** Null: it is about a document. */
    userId: z.string().nullable(),
    /** Null: it is about a person. */
    documentId: z.string().nullable(),
    /** Of the document; null for a person. */
    title: z.string().nullable(),
    reason: z.string(),
    placedBy: z.string(),
    placedAt: timeSchema,
    /** `release-asked`: one person wants it released, another one must agree. */
    state: z.enum(['placed', 'release-asked', 'released']),
    releaseAskedBy: z.string().nullable(),
    releasedBy: z.string().nullable(),
    releasedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Hold' });
export type HoldView = z.infer<typeof holdSchema>;

export const askErasureBodySchema = z.object(subjectShape).refine(isOneSubject, oneSubject);

export const erasureSchema = z
  .object({
    id: z.string(),
    /** Null: it is about a document. */
    userId: z.string().nullable(),
    /** Null: it is about a person. */
    documentId: z.string().nullable(),
    /** Of the document; null for a person. */
    title: z.string().nullable(),
    reason: z.string(),
    askedBy: z.string(),
    askedAt: timeSchema,
    state: z.enum(['asked', 'executed']),
    approvedBy: z.string().nullable(),
    executedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Erasure' });
export type ErasureView = z.infer<typeof erasureSchema>;

export const documentCardsQuerySchema = z.object({
  /** Part of the title or path, or an id; empty: the ones that changed last. */
  text: z.string().trim().max(300).default(''),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

/** What an officer may know of a document: its name and place, not what it says. */
export const documentCardSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    path: z.string(),
    collectionName: z.string(),
    deletedAt: timeSchema.nullable(),
    /** Newest first. */
    versions: z.array(z.object({ id: z.string(), number: z.int(), createdAt: timeSchema })),
  })
  .meta({ id: 'DocumentCard' });
export type DocumentCardView = z.infer<typeof documentCardSchema>;
