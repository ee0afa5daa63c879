import { type ChunkIndexReader, type IndexCandidate, type IndexFilter, type IndexModel, unlessMissing } from '@carrel/core';
import { stat } from 'node:fs/promises';
import { manifestPath } from './index-manifest.ts';
import { createLanceTableReader, type LanceTableReader } from './lance-table-reader.ts';
import { zoneFolder } from './zone-folders.ts';

export interface LanceReaderOptions {
  /** How much of the shared table may be kept in memory. */
  readonly cacheSizeBytes?: number;
}

export interface LanceIndexReader extends ChunkIndexReader {
  /** What the index in use was built with. @throws INDEX_UNAVAILABLE. */
  model(): Promise<IndexModel>;
}

const defaultCacheSizeBytes = 512 * 2 ** 20;
const zoneCacheSizeBytes = 64 * 2 ** 20;

/**
 * Reads the LanceDB index in the folder `root`, which another process may be writing: the shared table, and of the strict
 * zones those that the filter names. What lies in another zone has no part in a search, nor in its statistics.
 */
export function createLanceIndexReader({ root }: { readonly root: string }, options: LanceReaderOptions = {}): LanceIndexReader {
  const shared = createLanceTableReader({ root }, { cacheSizeBytes: options.cacheSizeBytes ?? defaultCacheSizeBytes });
  const zones = new Map<number, LanceTableReader>();

  const zoneOf = async (zoneKey: number): Promise<readonly LanceTableReader[]> => {
    const folder = zoneFolder(root, zoneKey);
    // Made with the first row that goes into it.
    if (!zones.has(zoneKey) && (await unlessMissing(stat(manifestPath(folder)), null)) === null) return [];
    const known = zones.get(zoneKey) ?? createLanceTableReader({ root: folder }, { cacheSizeBytes: zoneCacheSizeBytes });
    zones.set(zoneKey, known);
    return [known];
  };
  const zonesOf = async ({ zoneKeys = [] }: IndexFilter): Promise<readonly LanceTableReader[]> =>
    (await Promise.all([...new Set(zoneKeys)].map(zoneOf))).flat();

  return {
    model: shared.model,

    async vectorSearch(query) {
      const tables = [shared, ...(await zonesOf(query.filter))];
      return best(await Promise.all(tables.map((table) => table.vectorSearch(query))), query.limit);
    },

    async textSearch(query) {
      const inZones = await zonesOf(query.filter);
      if (inZones.length === 0) return shared.textSearch(query);
      const tables = [shared, ...inZones];
      const [lists, sizes] = await Promise.all([
        Promise.all(tables.map((table) => table.textSearch(query))),
        Promise.all(tables.map((table) => table.countRows())),
      ]);
      const scale = greatestWordWeight(Math.max(...sizes));
      return best(
        lists.map((list, index) => list.map((one) => ({ ...one, score: (one.score * scale) / greatestWordWeight(sizes[index] ?? 0) }))),
        query.limit,
      );
    },

    async close() {
      await Promise.all([shared, ...zones.values()].map((table) => table.close()));
    },
  };
}

/**
 * What BM25 weighs a word with that one of `rows` passages has (its idf). Scores of tables of different sizes are put to
 * the same measure by it: a rare word counts as much in a zone of ten passages as in a table of a million.
 */
function greatestWordWeight(rows: number): number {
  return Math.log(1 + (Math.max(1, rows) - 0.5) / 1.5);
}

function best(lists: readonly (readonly IndexCandidate[])[], limit: number): readonly IndexCandidate[] {
  const [only, ...others] = lists;
  if (only !== undefined && others.length === 0) return only;
  return lists
    .flat()
    .toSorted((one, other) => other.score - one.score || one.generation - other.generation || one.ordinal - other.ordinal)
    .slice(0, limit);
}
