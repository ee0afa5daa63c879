import { CarrelError, type ChunkIndexReader, chunkIdSchema, type IndexModel } from '@carrel/core';
import type { Query, Table, VectorQuery } from '@lancedb/lancedb';
import { z } from 'zod';
import { textColumns } from './chunk-table.ts';
import { createIndexView } from './index-view.ts';
import { rowFilter } from './integer-filter.ts';
import { loadLance } from './load-lance.ts';

export interface LanceReaderOptions {
  /** How much of the index may be kept in memory. */
  readonly cacheSizeBytes?: number;
}

export interface LanceIndexReader extends ChunkIndexReader {
  /** What the index in use was built with. @throws INDEX_UNAVAILABLE. */
  model(): Promise<IndexModel>;
}

const defaultCacheSizeBytes = 512 * 2 ** 20;
/** A question is a few sentences; words beyond are not searched, as each costs time. UTF-16 code units. */
const maxQueryChars = 4_000;
/** Up to 100,000 rows all partitions are searched, and the search is exact; of more rows the nearest ones. */
const minPartitions = 24;
const maxPartitions = 100_000;
const minGraphCandidates = 200;

const textRowsSchema = z.array(z.object({ chunk_id: chunkIdSchema, generation: z.number(), _score: z.number() }));
const vectorRowsSchema = z.array(z.object({ chunk_id: chunkIdSchema, generation: z.number(), _distance: z.number() }));

/** Reads the LanceDB index in the folder `root`, which another process may be writing. */
export function createLanceIndexReader(deps: { readonly root: string }, options: LanceReaderOptions = {}): LanceIndexReader {
  const view = createIndexView(deps.root, { cacheSizeBytes: options.cacheSizeBytes ?? defaultCacheSizeBytes });

  return {
    model: () => view.use(({ manifest }) => Promise.resolve({ embeddingId: manifest.embeddingId, dimensions: manifest.dimensions })),

    async vectorSearch({ vector, filter, limit }) {
      const where = rowFilter(filter);
      if (where === null || limit <= 0) return [];
      return view.use(async ({ table, manifest }) => {
        if (manifest.dimensions !== vector.length) throw otherModel(manifest.dimensions, vector.length);
        const query = table
          .query()
          .nearestTo(vector)
          .distanceType('cosine')
          // The maximum first: LanceDB compares the two at each call, and its default maximum is 20.
          .maximumNprobes(maxPartitions)
          .minimumNprobes(minPartitions)
          .ef(Math.max(minGraphCandidates, limit * 2));
        if (await isCompressed(table)) query.refineFactor(1);
        const rows = vectorRowsSchema.parse(await plainRows(query, { where, columns: ['chunk_id', 'generation', '_distance'], limit }));
        return rows.map((row) => ({ chunkId: row.chunk_id, generation: row.generation, score: 1 - row._distance }));
      });
    },

    async textSearch({ text, filter, limit }) {
      const where = rowFilter(filter);
      if (where === null || limit <= 0) return [];
      const { MultiMatchQuery } = await loadLance();
      return view.use(async ({ table }) => {
        // An object, not LanceDB's query language: what people type are words and nothing else.
        const words = new MultiMatchQuery(text.slice(0, maxQueryChars), [...textColumns]);
        const rows = textRowsSchema.parse(
          await plainRows(table.query().fullTextSearch(words), { where, columns: ['chunk_id', 'generation', '_score'], limit }),
        );
        return rows.map((row) => ({ chunkId: row.chunk_id, generation: row.generation, score: row._score }));
      });
    },

    close: () => view.close(),
  };
}

function otherModel(expected: number | null, found: number): CarrelError {
  return new CarrelError('INDEX_UNAVAILABLE', {
    message: `the index has vectors of ${expected ?? 'no'} numbers, the question one of ${found}`,
  });
}

/** Distances in a compressed index are rough; with it, the candidates are compared by their whole vectors. */
async function isCompressed(table: Table): Promise<boolean> {
  return (await table.listIndices()).some((index) => index.columns.includes('vector') && index.indexType !== 'IvfFlat');
}

/** LanceDB's rows are views into a buffer, with getters. */
async function plainRows(
  query: Query | VectorQuery,
  options: { readonly where: string; readonly columns: string[]; readonly limit: number },
): Promise<readonly unknown[]> {
  const rows: unknown[] = await query.where(options.where).select(options.columns).limit(options.limit).toArray();
  return rows.map((row) =>
    Object.fromEntries(options.columns.map((column) => [column, isObject(row) ? Reflect.get(row, column) : undefined])),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
