import type { CarrelError } from '@carrel/core';
import { sqlFailure, type SqlFailureKind } from '../sql-failure.ts';
import type { SqliteFailure } from './sqlite-thread-protocol.ts';

/** Primary result codes, https://www.sqlite.org/rescode.html; what is not here is a mistake of ours. */
const kinds: Readonly<Record<number, SqlFailureKind>> = {
  5: 'unavailable', // SQLITE_BUSY: another process held the lock for longer than the busy timeout
  6: 'unavailable', // SQLITE_LOCKED
  8: 'unavailable', // SQLITE_READONLY
  10: 'unavailable', // SQLITE_IOERR
  11: 'unavailable', // SQLITE_CORRUPT
  13: 'disk-full', // SQLITE_FULL
  14: 'unavailable', // SQLITE_CANTOPEN
  19: 'constraint', // SQLITE_CONSTRAINT
  23: 'unavailable', // SQLITE_AUTH
  26: 'unavailable', // SQLITE_NOTADB
};

/** Extended codes of constraints that a caller cannot break by its data: NOT NULL, CHECK, a wrong type, a trigger that raised. */
const mistakes: ReadonlySet<number> = new Set([275, 1299, 1811, 3091]);

export function sqliteFailure(failure: SqliteFailure): CarrelError {
  const kind = mistakes.has(failure.code) ? 'other' : (kinds[failure.code & 0xff] ?? 'other');
  return sqlFailure(kind, failure.text, undefined);
}
