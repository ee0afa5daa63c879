import { CarrelError, type Logger } from '@carrel/core';
import { type Dialect, PostgresDialect } from 'kysely';
import type { TransactionScope } from '../transaction-scope.ts';
import { createPostgresDriver } from './postgres-driver.ts';

export interface PostgresOptions {
  readonly url: string;
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
  /** A statement that runs for longer is stopped with TIMEOUT. */
  readonly statementTimeoutMs: number;
}

/** A transaction whose process hangs must not hold its locks, nor hold back what `changesAfter` may report. */
const idleInTransactionTimeoutMs = 30_000;

/** Object id of PostgreSQL's `int8`, the type of `bigint` columns and of `count(*)`. */
const int8Oid = 20;

/** A Kysely dialect over a pool of `pg`. The module is loaded here: a process that uses SQLite never does. */
export async function createPostgresDialect(
  deps: { readonly scope: TransactionScope; readonly logger: Logger },
  options: PostgresOptions,
): Promise<Dialect> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    application_name: 'carrel',
    keepAlive: true,
    types: {
      getTypeParser: (oid, format): unknown => (oid === int8Oid && format !== 'binary' ? parseInt8 : pg.types.getTypeParser(oid, format)),
    },
  });
  // A connection that breaks is replaced by the pool. Without a listener it would end the process: the pool listens while
  // the connection is idle, and nobody does between two statements of a transaction.
  const onLost = (error: Error) => deps.logger.error('sql.connection-lost', error);
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', onLost));
  const dialect = new PostgresDialect({ pool });
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => createPostgresDriver(dialect.createDriver(), deps.scope),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (database) => dialect.createIntrospector(database),
  };
}

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new CarrelError('INTERNAL', { message: 'expected an integer of at most 2^53, found a larger one' });
  return value;
}
