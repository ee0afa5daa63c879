import { CarrelError, type ChunkIndexReader, type IndexModel } from '@carrel/core';
import type { FullTextQuery, Table, VectorQuery } from '@lancedb/lancedb';
import { createIndexView } from './index-view.ts';
import { rowFilter } from './integer-filter.ts';
import { loadLance } from './load-lance.ts';
import { readCandidates } from './read-candidates.ts';

/** One table of the index, with its own statistics of words. Its filters' `zoneKeys` mean nothing here. */
export interface LanceTableReader extends ChunkIndexReader {
  /** What the table in use was built with. @throws INDEX_UNAVAILABLE. */
  model(): Promise<IndexModel>;
  /** Rows of the newest commit, whoever may read them. @throws INDEX_UNAVAILABLE. */
  countRows(): Promise<number>;
}

/** A question is a few sentences; words beyond are not searched, as each costs time. UTF-16 code units. */
const maxQueryChars = 4_000;
/** Up to 100,000 rows all partitions are searched, and the search is exact; of more rows the nearest ones. */
const minPartitions = 24;
const maxPartitions = 100_000;
const minGraphCandidates = 200;

/** Reads the LanceDB table in the folder `root`, which another process may be writing. */
export function createLanceTableReader(deps: { readonly root: string }, options: { readonly cacheSizeBytes: number }): LanceTableReader {
  const view = createIndexView(deps.root, options);

  return {
    model: () => view.use(({ manifest }) => Promise.resolve({ embeddingId: manifest.embeddingId, dimensions: manifest.dimensions })),

    countRows: () => view.use(({ rowCount }) => Promise.resolve(rowCount)),

    async vectorSearch({ vector, embeddingId, filter, limit }) {
      const where = rowFilter(filter);
      if (where === null || limit <= 0) return [];
      return view.use(async ({ table, manifest, isCompressed }) => {
        if (manifest.dimensions !== vector.length) throw otherModel(manifest.dimensions, vector.length);
        if (manifest.embeddingId !== embeddingId)
          throw new CarrelError('INDEX_UNAVAILABLE', { message: 'the index has vectors of another model than the question' });
        const query = nearestTo(table, { vector, limit, isCompressed });
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

/** How every search by vector is made. */
export function nearestTo(
  table: Table,
  { vector, limit, isCompressed }: { readonly vector: Float32Array; readonly limit: number; readonly isCompressed: boolean },
): VectorQuery {
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
  return query;
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
