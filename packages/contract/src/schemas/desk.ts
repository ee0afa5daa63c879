import { z } from 'zod';
import { citationSchema } from './ask.ts';
import { repeated, timeSchema } from './common.ts';

/** What a question can be begun from: a document that the caller may read now, and one of its headings. */
export const suggestionSchema = z
  .object({
    documentId: z.string(),
    title: z.string(),
    collectionName: z.string(),
    mediaType: z.string(),
    /** A heading of the document; null when it has none that says more than the title. */
    topic: z.string().nullable(),
    /** Whether the heading is a question itself. */
    isQuestion: z.boolean(),
  })
  .meta({ id: 'Suggestion' });
export type Suggestion = z.infer<typeof suggestionSchema>;

export const listSuggestionsQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(12).default(4),
  /** Only from these collections; all when left out. */
  collectionId: repeated(z.string()),
});

/** One of the caller's own answers that cites the document. */
export const documentUseSchema = z
  .object({
    answerId: z.string(),
    conversationId: z.string(),
    question: z.string(),
    createdAt: timeSchema,
    /** The citations of this document alone. */
    citations: z.array(citationSchema),
  })
  .meta({ id: 'DocumentUse' });
export type DocumentUse = z.infer<typeof documentUseSchema>;

export const companySchema = z.object({ name: z.string().trim().min(1).max(120).nullable() });
