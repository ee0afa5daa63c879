import { CarrelError, type IndexFilter } from '@carrel/core';

/**
 * The filter in LanceDB's own language, in which there are no parameters (lancedb#2652). Built of whole numbers alone,
 * here and nowhere else, so that nothing can be injected.
 *
 * @returns null when no row can match.
 */
export function rowFilter(filter: IndexFilter): string | null {
  const policies = oneOf('policy_key', filter.policyKeys);
  if (filter.collectionKeys === undefined) return policies;
  const collections = oneOf('collection_key', filter.collectionKeys);
  return policies === null || collections === null ? null : `${policies} AND ${collections}`;
}

/** @returns null for no numbers: `IN ()` is no filter in SQL. */
export function oneOf(column: 'policy_key' | 'collection_key' | 'generation', numbers: readonly number[]): string | null {
  if (numbers.length === 0) return null;
  return `${column} IN (${numbers.map(asInteger).join(', ')})`;
}

function asInteger(value: unknown): string {
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new CarrelError('INTERNAL', { message: `expected a whole number in a filter, found ${typeof value}` });
  return value.toFixed(0);
}
