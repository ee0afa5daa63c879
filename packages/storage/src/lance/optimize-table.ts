import type { Table } from '@lancedb/lancedb';
import { loadLance } from './load-lance.ts';

export interface OptimizeOptions {
  /** Below this many rows with vectors, search compares with every vector and is exact. */
  readonly vectorIndexFromRows: number;
  /** From here on the vectors are kept compressed, as whole ones would fill the memory of every reader. */
  readonly compressedFromRows: number;
}

/** A vector index grows by a part with each optimise; a search looks into all of them. */
const maxIndexParts = 8;
/** At about this many rows a part a search reads few parts, and a part stays small in memory. */
const rowsPerPartition = 4_096;
const rowsPerGraph = 262_144;

/**
 * Puts new rows into the search structures, and small files together. Versions stay: they are removed in a step of its
 * own, so that an optimise that fails never keeps the disk filling up (lance#7653).
 */
export async function optimizeTable(table: Table, options: OptimizeOptions): Promise<void> {
  await table.optimize({ cleanupOlderThan: new Date(0) });
  await ensureVectorIndex(table, options);
}

export async function removeOldVersions(table: Table, olderThan: Date): Promise<void> {
  await table.optimize({ cleanupOlderThan: olderThan });
}

/** Measured at 50,000 × 384: 31 ms a search without an index, 5 ms with whole vectors in parts, which takes 1 s to build. */
async function ensureVectorIndex(table: Table, options: OptimizeOptions): Promise<void> {
  const schema = await table.schema();
  if (!schema.fields.some((field) => field.name === 'vector')) return;
  const rows = await table.countRows('vector IS NOT NULL');
  if (rows < options.vectorIndexFromRows) return;
  const { Index } = await loadLance();
  const isCompressed = rows >= options.compressedFromRows;
  const current = (await table.listIndices()).find((index) => index.columns.includes('vector'));
  const wanted = isCompressed ? 'IvfHnswSq' : 'IvfFlat';
  if (current?.indexType === wanted && (current.numSegments ?? 1) <= maxIndexParts) return;
  const config = isCompressed
    ? Index.hnswSq({ distanceType: 'cosine', numPartitions: Math.ceil(rows / rowsPerGraph), m: 20, efConstruction: 200 })
    : Index.ivfFlat({ distanceType: 'cosine', numPartitions: Math.max(1, Math.round(rows / rowsPerPartition)), sampleRate: 64 });
  await table.createIndex('vector', { config, replace: true });
}
