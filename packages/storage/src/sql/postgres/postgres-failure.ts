import { type CarrelError, isCarrelError } from '@carrel/core';
import { sqlFailure, type SqlFailureKind } from '../sql-failure.ts';

/** https://www.postgresql.org/docs/15/errcodes-appendix.html; what is not here is a mistake of ours. */
const kinds: Readonly<Record<string, SqlFailureKind>> = {
  '23505': 'constraint', // unique_violation
  '23503': 'constraint', // foreign_key_violation
  '40001': 'conflict', // serialization_failure
  '40P01': 'conflict', // deadlock_detected
  '53100': 'disk-full',
  '53200': 'unavailable', // out_of_memory
  '53300': 'unavailable', // too_many_connections
  '55P03': 'unavailable', // lock_not_available
  '57014': 'timeout', // query_canceled
  '57P01': 'unavailable', // admin_shutdown
  '57P02': 'unavailable', // crash_shutdown
  '57P03': 'unavailable', // cannot_connect_now
  '58030': 'unavailable', // io_error
  '25006': 'unavailable', // read_only_sql_transaction: a standby, or a full disk at some hosters
  '25P03': 'unavailable', // idle_in_transaction_session_timeout
  '3D000': 'unavailable', // invalid_catalog_name: no such database
  '28000': 'unavailable', // invalid_authorization_specification
  '28P01': 'unavailable', // invalid_password
};

const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENOENT',
  'EAI_AGAIN',
]);

/** The messages of `pg` itself, which have no code. */
const connectionMessages =
  /connection terminated|connection error|timeout exceeded when trying to connect|cannot use a pool after calling end|server closed the connection|not queryable/i;

export function postgresFailure(error: unknown): CarrelError {
  if (isCarrelError(error)) return error;
  if (!(error instanceof Error)) return sqlFailure('other', 'an unknown failure', error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return sqlFailure(kindOf(code, error.message), text(error, code), error);
}

function kindOf(code: string, message: string): SqlFailureKind {
  if (code.startsWith('08') || networkCodes.has(code) || connectionMessages.test(message)) return 'unavailable';
  return kinds[code] ?? 'other';
}

/** Never the server's `detail`: it quotes the values of the row. */
function text(error: Error, code: string): string {
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? ` (${error.constraint})` : '';
  return `${code === '' ? error.message : code}${constraint}`;
}
