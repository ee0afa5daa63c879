import type { Table, VectorQuery } from '@lancedb/lancedb';
import { nearestTo } from './lance-table-reader.ts';

export interface Recall {
  readonly queries: number;
  /** Of the ten nearest rows by comparison with every row, the share that a search finds; 1 without rows. */
  readonly recallAt10: number;
}

const depth = 10;
/** Rows at equal distance are as good as each other; cosine distances of the two ways differ in the last digits. */
const tolerance = 1e-5;

/**
 * Compares search as it is done with a comparison of every row, for vectors of rows spread over the whole table.
 * @throws LanceDB's error.
 */
export async function measureRecall(table: Table, maxQueries: number): Promise<Recall> {
  const rows = await table.countRows();
  const queries = Math.min(maxQueries, rows);
  if (queries === 0) return { queries: 0, recallAt10: 1 };
  const offsets = Array.from({ length: queries }, (_, index) => Math.floor((index * rows) / queries));
  const indices = await table.listIndices();
  const isCompressed = indices.some((index) => index.columns.includes('vector') && index.indexType !== 'IvfFlat');
  let found = 0;
  let wanted = 0;
  let asked = 0;
  for (const vector of await vectorsAt(table, offsets)) {
    const search = () => nearestTo(table, { vector, limit: depth, isCompressed });
    const exact = await distances(search().bypassVectorIndex());
    const farthest = exact.at(-1);
    if (farthest === undefined) continue;
    asked += 1;
    wanted += exact.length;
    found += (await distances(search())).filter((distance) => distance <= farthest + tolerance).length;
  }
  return { queries: asked, recallAt10: wanted === 0 ? 1 : found / wanted };
}

async function vectorsAt(table: Table, offsets: number[]): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for await (const batch of table.takeOffsets(offsets).select(['vector'])) {
    const column = batch.getChild('vector');
    for (let row = 0; row < batch.numRows; row += 1) {
      const value: unknown = column?.get(row);
      // A row without a vector asks nothing.
      if (isIterable(value)) vectors.push(Float32Array.from(value));
    }
  }
  return vectors;
}

function isIterable(value: unknown): value is Iterable<number> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

async function distances(query: VectorQuery): Promise<readonly number[]> {
  const found: number[] = [];
  for await (const batch of query.select(['ordinal', '_distance']).limit(depth)) {
    const column = batch.getChild('_distance');
    for (let row = 0; row < batch.numRows; row += 1) {
      const distance: unknown = column?.get(row);
      if (typeof distance === 'number') found.push(distance);
    }
  }
  return found.toSorted((one, other) => one - other).slice(0, depth);
}
