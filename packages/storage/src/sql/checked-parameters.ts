import { CarrelError } from '@carrel/core';

/**
 * Refuses text that a database would change or cut: PostgreSQL stores no U+0000, and SQLite turns half of a surrogate
 * pair into U+FFFD without a word, after which a span no longer gives the text it was made from.
 *
 * Booleans and dates take the forms that SQLite has for them; PostgreSQL's driver knows them itself.
 */
export function assertStorable(parameters: readonly unknown[]): void {
  for (const parameter of parameters) {
    if (typeof parameter !== 'string') continue;
    if (parameter.includes('\u0000')) throw new CarrelError('INVALID_REQUEST', { message: 'expected text without the character U+0000' });
    if (!parameter.isWellFormed())
      throw new CarrelError('INVALID_REQUEST', { message: 'expected well-formed text, found half of a surrogate pair' });
  }
}

export type SqliteValue = string | number | bigint | null | Uint8Array;

/** SQLite has no booleans and no times: 1 and 0, and ISO 8601 text, as better-auth's own adapter writes them. */
export function toSqliteValue(parameter: unknown): SqliteValue {
  if (parameter === undefined || parameter === null) return null;
  if (typeof parameter === 'boolean') return parameter ? 1 : 0;
  if (typeof parameter === 'string' || typeof parameter === 'number' || typeof parameter === 'bigint') return parameter;
  if (parameter instanceof Date) return parameter.toISOString();
  if (parameter instanceof Uint8Array) return parameter;
  throw new CarrelError('INTERNAL', { message: `expected a value that SQLite can hold, found ${typeof parameter}` });
}
