import { z } from 'zod';
import { searchModes } from '@carrel/core';
import { locationViewSchema } from './location.ts';

export const passageSchema = z
  .object({
    rank: z.int(),
    documentId: z.string(),
    versionId: z.string(),
    chunkId: z.string(),
    title: z.string(),
    path: z.string(),
    page: z.int().optional(),
    location: locationViewSchema.optional(),
    headings: z.array(z.string()),
    start: z.int(),
    end: z.int(),
    text: z.string(),
  })
  .meta({ id: 'Passage' });
export type PassageView = z.infer<typeof passageSchema>;

export const searchBodySchema = z.object({
  query: z.string().trim().min(1, 'expected a query').max(2000),
  /** Names or ids of collections; undefined: all that the caller may read. */
  collections: z.array(z.string()).max(100).optional(),
  limit: z.int().min(1).max(200).default(10),
  mode: z.enum(searchModes).default('hybrid'),
});
export const searchResultSchema = z
  .object({
    passages: z.array(passageSchema),
    /** The mode that was used; `text` when no embedding model is in use. */
    mode: z.enum(searchModes),
    /** Collections that were searched. */
    collectionCount: z.int(),
    ms: z.object({ retrieve: z.int() }),
  })
  .meta({ id: 'SearchResult' });
export type SearchResult = z.infer<typeof searchResultSchema>;
