import { CarrelError, isCarrelError } from '@carrel/core';

/**
 * What a database refused, in the words that both dialects share. `conflict`: two transactions could not be put in an
 * order; the same work may pass when it is run again.
 */
export type SqlFailureKind = 'constraint' | 'conflict' | 'disk-full' | 'unavailable' | 'timeout' | 'other';

/** @param text for operators; from the database, which names tables, columns and constraints but no values. */
export function sqlFailure(kind: SqlFailureKind, text: string, cause: unknown): CarrelError {
  switch (kind) {
    case 'constraint':
      return new CarrelError('CONFLICT', { message: `the database refused a row: ${text}`, cause });
    case 'conflict':
      return new CarrelError('DATABASE_UNAVAILABLE', {
        message: `transactions got into each other's way: ${text}`,
        cause,
        details: { isSerializationConflict: true },
      });
    case 'disk-full':
      return new CarrelError('DISK_FULL', { message: `the database has no room: ${text}`, cause });
    case 'unavailable':
      return new CarrelError('DATABASE_UNAVAILABLE', { message: `the database cannot be used: ${text}`, cause });
    case 'timeout':
      return new CarrelError('TIMEOUT', { message: `the database took too long: ${text}`, cause });
    case 'other':
      return new CarrelError('INTERNAL', { message: `the database refused a statement: ${text}`, cause });
  }
}

export function isSerializationConflict(error: unknown): boolean {
  return isCarrelError(error) && error.details['isSerializationConflict'] === true;
}
