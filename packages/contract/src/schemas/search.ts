import { z } from 'zod';
import { searchModes } from '@carrel/core';
import { timeSchema } from './common.ts';
import { locationViewSchema } from './location.ts';
import { validityViewSchema } from './validity.ts';

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
    validity: validityViewSchema.optional(),
  })
  .meta({ id: 'Passage' });
export type PassageView = z.infer<typeof passageSchema>;

export const searchFiltersSchema = z
  .object({
    /** Ids of collections. */
    collections: z.array(z.string()).max(100),
    /** Media types. */
    types: z.array(z.string()).max(100),
    changedAfter: timeSchema,
  })
  .partial();
export type SearchFilters = z.infer<typeof searchFiltersSchema>;

export const searchSorts = ['relevance', 'newest', 'title'] as const;
export type SearchSort = (typeof searchSorts)[number];

export const searchBodySchema = z.object({
  query: z.string().trim().min(1, 'expected a query').max(2000),
  /** Names or ids of collections; undefined: all that the caller may read. */
  collections: z.array(z.string()).max(100).optional(),
  limit: z.int().min(1).max(200).default(10),
  mode: z.enum(searchModes).default('hybrid'),
  /** Narrow what the query finds; the best 200 passages are looked at. */
  filters: searchFiltersSchema.optional(),
  sort: z.enum(searchSorts).default('relevance'),
  /** Whether to count what was found. */
  facets: z.boolean().default(false),
});

/** Documents with passages that fit, counted. The filters of the other facets hold in each, its own does not. */
export const searchFacetsSchema = z
  .object({
    /** That pass all filters. */
    documents: z.int(),
    collections: z.array(z.object({ id: z.string(), name: z.string(), count: z.int() })),
    types: z.array(z.object({ mediaType: z.string(), count: z.int() })),
    /** Each period holds all shorter ones. */
    changed: z.array(z.object({ period: z.enum(['day', 'week', 'month', 'year']), after: timeSchema, count: z.int() })),
  })
  .meta({ id: 'SearchFacets' });
export type SearchFacets = z.infer<typeof searchFacetsSchema>;
export const searchResultSchema = z
  .object({
    passages: z.array(passageSchema),
    /** The mode that was used; `text` when no embedding model is in use. */
    mode: z.enum(searchModes),
    /** Collections that were searched. */
    collectionCount: z.int(),
    /** Null unless facets, filters or another order were asked for. */
    facets: searchFacetsSchema.nullable(),
    ms: z.object({ retrieve: z.int() }),
  })
  .meta({ id: 'SearchResult' });
export type SearchResult = z.infer<typeof searchResultSchema>;
