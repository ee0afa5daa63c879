import { CarrelError, type IndexRow, type SearchLanguage, searchLanguages } from '@carrel/core';
import type { FtsOptions, Table } from '@lancedb/lancedb';
import type { Schema } from 'apache-arrow';
import { loadArrow, loadLance } from './load-lance.ts';

/** A text lies in the column of its language and nowhere else; without a language, in `text_other`. */
export const textColumns = [...searchLanguages.map((language) => `text_${language}` as const), 'text_other'] as const;
export type TextColumn = (typeof textColumns)[number];

const maxInt32 = 2_147_483_647;

/** The words of the index and of a question are cut in the same way; no positions (lance#7653), so no phrases either. */
const everyText: Partial<FtsOptions> = { withPosition: false, lowercase: true, asciiFolding: true, maxTokenLength: 64 };

const analysers: Readonly<Record<TextColumn, Partial<FtsOptions>>> = {
  text_en: { ...everyText, baseTokenizer: 'simple', language: 'English', stem: true, removeStopWords: true },
  text_de: { ...everyText, baseTokenizer: 'simple', language: 'German', stem: true, removeStopWords: true },
  // Cuts what has no spaces (Chinese, Japanese, Thai) by its dictionaries, and everything else as `simple` does.
  text_other: { ...everyText, baseTokenizer: 'icu/split', stem: false, removeStopWords: false },
};

/** @param dimensions null: a table without vectors, for search by text alone. */
export function chunkSchema(dimensions: number | null): Schema {
  const arrow = loadArrow();
  const integer = (name: string) => new arrow.Field(name, new arrow.Int32(), false);
  const vector = (size: number) =>
    new arrow.Field('vector', new arrow.FixedSizeList(size, new arrow.Field('item', new arrow.Float32(), true)), true);
  return new arrow.Schema([
    integer('generation'),
    integer('ordinal'),
    integer('policy_key'),
    integer('collection_key'),
    ...textColumns.map((column) => new arrow.Field(column, new arrow.Utf8(), true)),
    ...(dimensions === null ? [] : [vector(dimensions)]),
  ]);
}

/** On the empty table, so that every row is found by its words from the moment it is there, indexed or not. */
export async function createTextAndKeyIndices(table: Table): Promise<void> {
  const { Index } = await loadLance();
  for (const column of textColumns) await table.createIndex(column, { config: Index.fts(analysers[column]) });
  await table.createIndex('policy_key', { config: Index.bitmap() });
  await table.createIndex('collection_key', { config: Index.bitmap() });
  await table.createIndex('generation', { config: Index.btree() });
}

/** @throws INTERNAL for a row that does not fit the table. */
export function toTableRows(rows: readonly IndexRow[], dimensions: number | null): Record<string, unknown>[] {
  return rows.map((row) => ({
    generation: int32(row.generation, 'generation'),
    ordinal: int32(row.ordinal, 'number of a chunk'),
    policy_key: int32(row.policyKey, 'policy key'),
    collection_key: int32(row.collectionKey, 'collection key'),
    ...Object.fromEntries(textColumns.map((column) => [column, column === columnOf(row.language) ? row.text : null])),
    ...(dimensions !== null && { vector: checkedVector(row.vector, dimensions) }),
  }));
}

/** The columns in which the texts of these rows lie. */
export function textColumnsOf(rows: readonly IndexRow[]): readonly TextColumn[] {
  const used = new Set(rows.map((row) => columnOf(row.language)));
  return textColumns.filter((column) => used.has(column));
}

function columnOf(language: SearchLanguage | null): TextColumn {
  return language === null ? 'text_other' : `text_${language}`;
}

function int32(value: number, what: string): number {
  if (!Number.isInteger(value) || value < 0 || value > maxInt32)
    throw new CarrelError('INTERNAL', { message: `expected a ${what} of 31 bits, found ${value}` });
  return value;
}

function checkedVector(vector: Float32Array | null, dimensions: number): Float32Array | null {
  if (vector !== null && vector.length !== dimensions) {
    throw new CarrelError('INTERNAL', { message: `expected a vector of ${dimensions} numbers, found ${vector.length}` });
  }
  return vector;
}
