import type { Logger } from '@carrel/core';
import type { Dialect, Kysely } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DialectName, Schema } from './schema.ts';
import { isSerializationConflict } from './sql-failure.ts';
import { overConnection } from './sqlite/over-connection.ts';

export interface TransactionRunner {
  <Result>(work: (transaction: Kysely<Schema>) => Promise<Result>): Promise<Result>;
}

const maxAttempts = 12;
const firstDelayMs = 4;
const maxDelayMs = 250;
/** Longer than this (waiting for the lock included), somebody holds the database up: worth a line in the log. */
const slowTransactionMs = 2_000;

/**
 * Runs transactions one as if after the other: SQLite has one writer; PostgreSQL runs them SERIALIZABLE and refuses
 * those that could not be put in an order, which are run again after a growing, random delay.
 */
export function createTransactionRunner(deps: {
  readonly database: Kysely<Schema>;
  readonly dialect: Dialect;
  readonly dialectName: DialectName;
  readonly logger: Logger;
  readonly monotonicMs: () => number;
}): TransactionRunner {
  const run = <Result>(work: (transaction: Kysely<Schema>) => Promise<Result>): Promise<Result> =>
    deps.dialectName === 'postgres'
      ? deps.database.transaction().setIsolationLevel('serializable').execute(work)
      : deps.database
          .transaction()
          .execute((transaction) =>
            transaction.getExecutor().provideConnection((connection) => work(overConnection(deps.dialect, connection))),
          );

  return async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      const startedMs = deps.monotonicMs();
      try {
        return await run(work);
      } catch (error) {
        if (!isSerializationConflict(error) || attempt === maxAttempts) throw error;
        await sleep(Math.random() * Math.min(maxDelayMs, firstDelayMs * 2 ** attempt));
      } finally {
        const durationMs = Math.round(deps.monotonicMs() - startedMs);
        if (durationMs > slowTransactionMs) deps.logger.warn('sql.transaction-slow', { durationMs, attempt });
      }
    }
  };
}
