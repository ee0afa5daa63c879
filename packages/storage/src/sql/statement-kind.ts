import type { CompiledQuery } from 'kysely';

/**
 * Whether a statement only reads, so that it may go to a reader connection. Kysely says it of what it built; raw text is
 * believed when it begins as a query and names no verb of change. A wrong "no" only costs a turn of the writer.
 */
export function isReading(statement: CompiledQuery): boolean {
  if (statement.query.kind === 'SelectQueryNode') return !/\b(insert|update|delete)\b/i.test(statement.sql);
  return /^\s*(select|with)\b/i.test(statement.sql) && !/\b(insert|update|delete)\b/i.test(statement.sql);
}
