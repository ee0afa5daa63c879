import type { Table } from '@lancedb/lancedb';
import { textColumns } from './chunk-table.ts';
import { loadLance } from './load-lance.ts';

/**
 * Reads a little of everything that a search needs, and one column of every file: a table that cannot be read shows it
 * here and not at the first question.
 *
 * @throws LanceDB's error.
 */
export async function probeTable(table: Table, dimensions: number | null): Promise<void> {
  const { MultiMatchQuery } = await loadLance();
  await countGenerations(table);
  await table
    .query()
    .fullTextSearch(new MultiMatchQuery('probe', [...textColumns]))
    .where('policy_key IN (1)')
    .select(['ordinal', '_score'])
    .limit(1)
    .toArray();
  if (dimensions === null) return;
  const anyVector = new Float32Array(dimensions);
  anyVector[0] = 1;
  await table.query().nearestTo(anyVector).distanceType('cosine').select(['ordinal', '_distance']).limit(1).toArray();
}

/** Rows by generation, in batches: one column of the whole table. */
async function countGenerations(table: Table): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for await (const batch of table.query().select(['generation'])) {
    const column: unknown = batch.getChild('generation')?.toArray();
    if (!(column instanceof Int32Array)) throw new Error('expected a column of 32-bit numbers');
    for (const generation of column) counts.set(generation, (counts.get(generation) ?? 0) + 1);
  }
  return counts;
}
