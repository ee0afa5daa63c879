import { setTimeout as delay } from 'node:timers/promises';
import { CarrelError, type Clock, type Logger, type RecordStore } from '@carrel/core';
import { type Dialect, Kysely, sql } from 'kysely';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { migrate } from './migrations/migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { createRepositories } from './repositories/create-repositories.ts';
import { createPostgresDialect } from './sql/postgres/create-postgres-dialect.ts';
import { createTransactionRunner } from './sql/run-transaction.ts';
import type { DialectName, Schema } from './sql/schema.ts';
import { createSqliteDialect } from './sql/sqlite/create-sqlite-dialect.ts';
import { createTransactionScope, type TransactionScope } from './sql/transaction-scope.ts';

export interface RecordStoreDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  /** `postgres://…`; wins over `sqlitePath`. */
  readonly url?: string;
  /** The database file; it and its folder are made when they are missing. Several processes may open the same file. */
  readonly sqlitePath?: string;
}

export interface RecordStoreOptions {
  /** SQLite: how long a write waits while another process writes, before DATABASE_UNAVAILABLE. */
  readonly busyTimeoutMs?: number;
  /** PostgreSQL: connections of this process. */
  readonly maxConnections?: number;
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
}

export interface SqlRecordStore extends RecordStore {
  readonly dialectName: DialectName;
  /** For better-auth alone: `database: { db: store.kysely, type: store.dialectName }`. Its tables are in our migrations. */
  readonly kysely: Kysely<Schema>;
}

/**
 * Opens the record, brings its schema up to date, and gives the repositories over it: the same ones on SQLite and on
 * PostgreSQL. An error that a repository throws inside `transaction` ends the transaction, even when it is caught.
 *
 * @throws SCHEMA_TOO_NEW, DATABASE_UNAVAILABLE, DISK_FULL.
 */
export async function createRecordStore(deps: RecordStoreDependencies, options: RecordStoreOptions = {}): Promise<SqlRecordStore> {
  const scope = createTransactionScope();
  const { dialect, dialectName } = await openDialect(deps, options, scope);
  const database = new Kysely<Schema>({ dialect });
  try {
    await migrate({ database, dialectName, clock: deps.clock, migrations });
  } catch (error) {
    await database.destroy();
    throw error;
  }

  const runTransaction = createTransactionRunner({
    database,
    dialect,
    dialectName,
    logger: deps.logger,
    monotonicMs: () => deps.clock.monotonicMs(),
  });
  const inTransaction = (transaction: Kysely<Schema>) =>
    createRepositories({ database: transaction, dialectName, clock: deps.clock, atomically: (work) => work(transaction) });

  return {
    dialectName,
    kysely: database,
    read: createRepositories({ database, dialectName, clock: deps.clock, atomically: (work) => runTransaction(work) }),
    transaction: (work) => runTransaction((transaction) => scope.run(() => work(inTransaction(transaction)))),
    forgetDeleted: () => (dialectName === 'sqlite' ? truncateWriteAheadLog(database) : Promise.resolve()),
    close: () => database.destroy(),
  };
}

const truncateAttempts = 50;
const truncatePauseMs = 100;

/** Deleted rows are overwritten (`secure_delete`), but the write-ahead log still has the old pages until it is emptied. Others may be reading. */
async function truncateWriteAheadLog(database: Kysely<Schema>): Promise<void> {
  for (let attempt = 0; attempt < truncateAttempts; attempt += 1) {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(database);
    if (rows[0]?.busy === 0) return;
    await delay(truncatePauseMs);
  }
  throw new CarrelError('DATABASE_UNAVAILABLE', { message: 'The write-ahead log could not be emptied: another process kept reading.' });
}

async function openDialect(
  deps: RecordStoreDependencies,
  options: RecordStoreOptions,
  scope: TransactionScope,
): Promise<{ readonly dialect: Dialect; readonly dialectName: DialectName }> {
  if (deps.url !== undefined && deps.url !== '') {
    const dialect = await createPostgresDialect(
      { scope, logger: deps.logger },
      {
        url: deps.url,
        maxConnections: options.maxConnections ?? 10,
        connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
        statementTimeoutMs: options.statementTimeoutMs ?? 30_000,
      },
    );
    return { dialect, dialectName: 'postgres' };
  }
  if (deps.sqlitePath === undefined)
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: 'expected the address of a PostgreSQL database or the path of a SQLite file',
    });
  await makePrivateFile(deps.sqlitePath);
  return {
    dialect: createSqliteDialect({ scope }, { path: deps.sqlitePath, busyTimeoutMs: options.busyTimeoutMs ?? 10_000 }),
    dialectName: 'sqlite',
  };
}

/** SQLite's log files take the mode of the database file: nobody but the owner of the data folder may read them. */
async function makePrivateFile(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await (await open(path, 'a', 0o600)).close();
  } catch (cause) {
    throw new CarrelError('DATABASE_UNAVAILABLE', { message: 'the database file cannot be opened or made', cause });
  }
}
