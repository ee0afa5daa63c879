import { CarrelError, type ChunkIndexReader, type IndexModel } from '@carrel/core';
import type { FullTextQuery } from '@lancedb/lancedb';
import { createIndexView } from './index-view.ts';
import { rowFilter } from './integer-filter.ts';
import { loadLance } from './load-lance.ts';
import { readCandidates } from './read-candidates.ts';

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

/** Reads the LanceDB index in the folder `root`, which another process may be writing. */
export function createLanceIndexReader(deps: { readonly root: string }, options: LanceReaderOptions = {}): LanceIndexReader {
  const view = createIndexView(deps.root, { cacheSizeBytes: options.cacheSizeBytes ?? defaultCacheSizeBytes });

  return {
    model: () => view.use(({ manifest }) => Promise.resolve({ embeddingId: manifest.embeddingId, dimensions: manifest.dimensions })),

    async vectorSearch({ vector, filter, limit }) {
      const where = rowFilter(filter);
      if (where === null || limit <= 0) return [];
      return view.use(async ({ table, manifest, isCompressed }) => {
        if (manifest.dimensions !== vector.length) throw otherModel(manifest.dimensions, vector.length);
        const query = table
          .query()
          .nearestTo(vector)
          .distanceType('cosine')
          // The maximum first: LanceDB compares the two at each call, and its default maximum is 20.
          .maximumNprobes(maxPartitions)
          .minimumNprobes(minPartitions)
          .ef(Math.max(minGraphCandidates, limit * 2));
        // Distances in a compressed index are rough; with this, the candidates are compared by their whole vectors.
        if (isCompressed) query.refineFactor(1);
        return readCandidates(query, { where, limit, figure: '_distance', toScore: (distance) => 1 - distance });
      });
    },

    async textSearch({ text, filter, limit }) {
      const where = rowFilter(filter);
      if (where === null || limit <= 0) return [];
      return view.use(async ({ table, manifest }) => {
        const words = await wordsIn(manifest.textColumns, text.slice(0, maxQueryChars));
        if (words === null) return [];
        return readCandidates(table.query().fullTextSearch(words), { where, limit, figure: '_score', toScore: (score) => score });
      });
    },

    close: () => view.close(),
  };
}

/**
 * An object, not LanceDB's query language: what people type are words and nothing else. A query over several columns takes
 * half as long again as one over a single column, even if it names only one.
 *
 * @returns null without columns.
 */
async function wordsIn(columns: readonly string[], text: string): Promise<FullTextQuery | null> {
  const { MatchQuery, MultiMatchQuery } = await loadLance();
  const [only, ...others] = columns;
  if (only === undefined) return null;
  return others.length === 0 ? new MatchQuery(text, only) : new MultiMatchQuery(text, [...columns]);
}

function otherModel(expected: number | null, found: number): CarrelError {
  return new CarrelError('INDEX_UNAVAILABLE', {
    message: `the index has vectors of ${expected ?? 'no'} numbers, the question one of ${found}`,
  });
}
