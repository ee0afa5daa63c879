import { sql } from 'kysely';

/** Longer than any lease is taken for, and than any attempt is put off for, in milliseconds. */
const furthestAheadMs = 30 * 60_000;

/**
 * Whether a moment in a column is over. One further ahead than any is ever set was written by a clock that has been set back
 * since; waiting for it would be waiting for an hour, or for a year.
 */
export function isOver(column: 'lease_until_ms' | 'not_before_ms' | 'lease.until_ms', nowMs: number) {
  const moment = sql.ref(column);
  return sql<boolean>`(${moment} <= ${nowMs} or ${moment} > ${nowMs + furthestAheadMs})`;
}
