import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { FairLock } from '../fair-lock.ts';
import { sqlFailure } from '../sql-failure.ts';
import { isReading } from '../statement-kind.ts';
import type { TransactionScope } from '../transaction-scope.ts';
import { carryOut } from './carry-out.ts';
import type { SqliteConnectionThread } from './sqlite-connection-thread.ts';
import { beginSqliteTransaction, type SqliteTransaction } from './sqlite-transactions.ts';

export interface SqliteDriverDependencies {
  readonly writer: SqliteConnectionThread;
  readonly reader: SqliteConnectionThread;
  readonly lock: FairLock;
  readonly scope: TransactionScope;
}

/**
 * Kysely's driver over two threads. Outside a transaction, statements that read go to the reader, which in WAL mode
 * never waits for a writer; all others take the writer in turn.
 */
export function createSqliteDriver(deps: SqliteDriverDependencies): Driver {
  const { writer, reader, lock, scope } = deps;
  const transactions = new WeakMap<DatabaseConnection, SqliteTransaction>();

  async function writeAlone<Row>(statement: CompiledQuery): Promise<QueryResult<Row>> {
    scope.assertOutside('a write beside the transaction');
    await lock.acquire();
    try {
      return await carryOut<Row>(writer, statement);
    } finally {
      lock.release();
    }
  }

  return {
    async init() {
      await writer.open();
      await reader.open();
    },
    acquireConnection() {
      const connection: DatabaseConnection = {
        executeQuery<Row>(statement: CompiledQuery) {
          const transaction = transactions.get(connection);
          if (transaction) return transaction.execute<Row>(statement);
          return isReading(statement) ? carryOut<Row>(reader, statement) : writeAlone<Row>(statement);
        },
        streamQuery() {
          throw sqlFailure('other', 'streams of rows are not supported', undefined);
        },
      };
      return Promise.resolve(connection);
    },
    async beginTransaction(connection) {
      transactions.set(connection, await beginSqliteTransaction(deps));
    },
    commitTransaction: async (connection) => transactions.get(connection)?.commit(),
    rollbackTransaction: async (connection) => transactions.get(connection)?.rollback(),
    async releaseConnection(connection) {
      await transactions.get(connection)?.rollback();
      transactions.delete(connection);
    },
    async destroy() {
      await reader.close();
      // The last connection to close moves the log into the file; it must be the one that may write.
      await writer.close();
    },
  };
}
