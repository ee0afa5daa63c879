import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CarrelError, type Clock, type Logger } from '@carrel/core';
import type { Dialect } from 'kysely';
import { createPostgresDialect } from './postgres/create-postgres-dialect.ts';
import type { DialectName } from './schema.ts';
import { createSqliteDialect } from './sqlite/create-sqlite-dialect.ts';
import type { TransactionScope } from './transaction-scope.ts';

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

/** The dialect of PostgreSQL or SQLite, by what is named. @throws DATABASE_UNAVAILABLE, INVALID_CONFIGURATION. */
export async function openDialect(
  deps: Omit<RecordStoreDependencies, 'clock'>,
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
