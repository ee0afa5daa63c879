import { setTimeout as delay } from 'node:timers/promises';
import { CarrelError, type RecordStore } from '@carrel/core';
import { Kysely, sql } from 'kysely';
import { migrate } from './migrations/migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { createRepositories } from './repositories/create-repositories.ts';
import { openDialect, type RecordStoreDependencies, type RecordStoreOptions } from './sql/open-dialect.ts';
import { createTransactionRunner } from './sql/run-transaction.ts';
import type { DialectName, Schema } from './sql/schema.ts';
import { createTransactionScope } from './sql/transaction-scope.ts';

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
