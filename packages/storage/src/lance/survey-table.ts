import type { GenerationRows } from '@carrel/core';
import type { Table } from '@lancedb/lancedb';
import { oneOf } from './integer-filter.ts';

const columns = ['generation', 'ordinal', 'policy_key', 'collection_key'] as const;
/** Asked for by name up to here; a longer list costs more than reading all. */
const maxNamedGenerations = 2_000;

interface Tally {
  rowCount: number;
  withoutVector: number;
  maxOrdinal: number;
  sum: number;
  sumOfSquares: number;
  readonly policyKeys: Set<number>;
  readonly collectionKeys: Set<number>;
}

/**
 * What the table holds of each generation: four columns of whole numbers, in batches, without texts and vectors.
 * @throws LanceDB's error.
 */
export async function surveyTable(
  table: Table,
  options: { readonly hasVectors: boolean; readonly generations?: readonly number[] | undefined },
): Promise<ReadonlyMap<number, GenerationRows>> {
  const { generations, hasVectors } = options;
  if (generations?.length === 0) return new Map();
  const named = generations !== undefined && generations.length <= maxNamedGenerations ? oneOf('generation', generations) : null;
  const tallies = await tallyRows(table, named);
  if (hasVectors) await tallyBareRows(table, named, tallies);
  const wanted = generations === undefined ? null : new Set(generations);
  return new Map([...tallies].filter(([generation]) => wanted?.has(generation) !== false).map(([key, tally]) => [key, toRows(tally)]));
}

async function tallyRows(table: Table, where: string | null): Promise<Map<number, Tally>> {
  const tallies = new Map<number, Tally>();
  const all = table.query().select([...columns]);
  for await (const batch of where === null ? all : all.where(where)) {
    const [generations, ordinals, policyKeys, collectionKeys] = columns.map((name) => integers(batch.getChild(name)?.toArray()));
    const at = (column: Int32Array | undefined, row: number) => column?.[row] ?? 0;
    for (let row = 0; row < batch.numRows; row += 1)
      count(tallyOf(tallies, at(generations, row)), {
        ordinal: at(ordinals, row),
        policyKey: at(policyKeys, row),
        collectionKey: at(collectionKeys, row),
      });
  }
  return tallies;
}

async function tallyBareRows(table: Table, where: string | null, tallies: Map<number, Tally>): Promise<void> {
  const isBare = where === null ? 'vector IS NULL' : `${where} AND vector IS NULL`;
  for await (const batch of table.query().where(isBare).select(['generation']))
    for (const generation of integers(batch.getChild('generation')?.toArray())) tallyOf(tallies, generation).withoutVector += 1;
}

function integers(column: unknown): Int32Array {
  if (!(column instanceof Int32Array)) throw new Error('expected a column of 32-bit numbers');
  return column;
}

function tallyOf(tallies: Map<number, Tally>, generation: number): Tally {
  const known = tallies.get(generation);
  if (known !== undefined) return known;
  const tally = {
    rowCount: 0,
    withoutVector: 0,
    maxOrdinal: -1,
    sum: 0,
    sumOfSquares: 0,
    policyKeys: new Set<number>(),
    collectionKeys: new Set<number>(),
  };
  tallies.set(generation, tally);
  return tally;
}

function count(tally: Tally, row: { readonly ordinal: number; readonly policyKey: number; readonly collectionKey: number }): void {
  tally.rowCount += 1;
  tally.maxOrdinal = Math.max(tally.maxOrdinal, row.ordinal);
  tally.sum += row.ordinal;
  tally.sumOfSquares += row.ordinal ** 2;
  tally.policyKeys.add(row.policyKey);
  tally.collectionKeys.add(row.collectionKey);
}

/** The numbers 0…n−1, each once, have the sums n(n−1)/2 and (n−1)n(2n−1)/6, both exact as doubles up to 300,000 chunks. */
function toRows({ rowCount: n, maxOrdinal, sum, sumOfSquares, ...rest }: Tally): GenerationRows {
  const { withoutVector, policyKeys, collectionKeys } = rest;
  const isGapless = maxOrdinal === n - 1 && sum === (n * (n - 1)) / 2 && sumOfSquares === ((n - 1) * n * (2 * n - 1)) / 6;
  return { rowCount: n, isGapless, withoutVector, policyKeys, collectionKeys };
}
