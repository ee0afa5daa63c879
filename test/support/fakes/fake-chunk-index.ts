import type { ChunkIndexReader, IndexCandidate, IndexFilter, IndexRow } from '../../../packages/core/src/index.ts';

export interface FakeChunkIndex extends ChunkIndexReader {
  readonly searches: readonly { readonly kind: 'text' | 'vector'; readonly filter: IndexFilter; readonly limit: number }[];
}

/**
 * An index in memory. Text search scores a row by how often the words of the query occur in it; vector search by cosine.
 * @param options.lets which rows pass the filter; by default those that it names. Tests switch it off or turn it round.
 */
export function createFakeChunkIndex(
  rows: readonly IndexRow[],
  options: { readonly lets?: (row: IndexRow, filter: IndexFilter) => boolean; readonly failText?: Error; readonly failVector?: Error } = {},
): FakeChunkIndex {
  const lets = options.lets ?? obeysFilter;
  const searches: { kind: 'text' | 'vector'; filter: IndexFilter; limit: number }[] = [];
  const search = (kind: 'text' | 'vector', filter: IndexFilter, limit: number, scoreOf: (row: IndexRow) => number | null) => {
    searches.push({ kind, filter, limit });
    const found = rows
      .filter((row) => lets(row, filter))
      .flatMap((row): readonly IndexCandidate[] => {
        const score = scoreOf(row);
        return score === null ? [] : [{ generation: row.generation, ordinal: row.ordinal, score }];
      });
    return found
      .toSorted((one, other) => other.score - one.score || one.generation - other.generation || one.ordinal - other.ordinal)
      .slice(0, limit);
  };
  return {
    searches,
    textSearch({ text, filter, limit }) {
      if (options.failText !== undefined) return Promise.reject(options.failText);
      const words = new Set(text.toLowerCase().split(/\s+/u));
      const score = (row: IndexRow) =>
        row.text
          .toLowerCase()
          .split(/\s+/u)
          .filter((word) => words.has(word)).length || null;
      return Promise.resolve(search('text', filter, limit, score));
    },
    vectorSearch({ vector, filter, limit }) {
      if (options.failVector !== undefined) return Promise.reject(options.failVector);
      const score = (row: IndexRow) => row.vector?.reduce((sum, value, index) => sum + value * (vector[index] ?? 0), 0) ?? null;
      return Promise.resolve(search('vector', filter, limit, score));
    },
    close: () => Promise.resolve(),
  };
}

function obeysFilter(row: IndexRow, filter: IndexFilter): boolean {
  return filter.policyKeys.includes(row.policyKey) && (filter.collectionKeys?.includes(row.collectionKey) ?? true);
}
