import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { assertStorable, toSqliteValue } from '../checked-parameters.ts';
import type { FairLock } from '../fair-lock.ts';
import { sqlFailure } from '../sql-failure.ts';
import { isReading } from '../statement-kind.ts';
import type { TransactionScope } from '../transaction-scope.ts';
import type { SqliteConnectionThread } from './sqlite-connection-thread.ts';

export interface SqliteDriverDependencies {
  readonly writer: SqliteConnectionThread;
  readonly reader: SqliteConnectionThread;
  readonly lock: FairLock;
  readonly scope: TransactionScope;
}

interface OpenTransaction {
  readonly incarnation: number;
  /** A statement failed; as in PostgreSQL nothing more is done, even where the caller caught the error. */
  hasFailed: boolean;
}

interface SqliteConnection extends DatabaseConnection {
  transaction: OpenTransaction | null;
}

/**
 * Kysely's driver over two threads. Outside a transaction, statements that read go to the reader, which in WAL mode
 * never waits for a writer; all others take the writer in turn. A transaction is `BEGIN IMMEDIATE`, so that it never has
 * to give up half-way because another process wrote first.
 */
export function createSqliteDriver(deps: SqliteDriverDependencies): Driver {
  const { writer, reader, lock, scope } = deps;

  async function withLock<Result>(work: () => Promise<Result>): Promise<Result> {
    scope.assertOutside('a write beside the transaction');
    await lock.acquire();
    try {
      return await work();
    } finally {
      lock.release();
    }
  }

  async function executeInside<Row>(transaction: OpenTransaction, statement: CompiledQuery): Promise<QueryResult<Row>> {
    if (transaction.hasFailed) throw sqlFailure('other', 'the transaction has failed already', undefined);
    try {
      return await execute<Row>(writer, statement, transaction.incarnation);
    } catch (error) {
      transaction.hasFailed = true;
      throw error;
    }
  }

  const control = (connection: SqliteConnection, sql: string) =>
    writer.execute({ sql, parameters: [], ...(connection.transaction && { incarnation: connection.transaction.incarnation }) });

  async function end(connection: SqliteConnection, sql: 'commit' | 'rollback'): Promise<void> {
    await control(connection, sql);
    connection.transaction = null;
    lock.release();
  }

  async function rollback(connection: SqliteConnection): Promise<void> {
    if (!connection.transaction) return;
    try {
      await control(connection, 'rollback');
    } catch {
      // SQLite has rolled back by itself (a full disk), or the thread is gone, and the transaction with it.
    } finally {
      connection.transaction = null;
      lock.release();
    }
  }

  return {
    async init() {
      await writer.open();
      await reader.open();
    },
    acquireConnection() {
      const connection: SqliteConnection = {
        transaction: null,
        async executeQuery<Row>(statement: CompiledQuery) {
          if (connection.transaction) return executeInside<Row>(connection.transaction, statement);
          return isReading(statement) ? execute<Row>(reader, statement) : withLock(() => execute<Row>(writer, statement));
        },
        // eslint-disable-next-line require-yield
        async *streamQuery() {
          throw sqlFailure('other', 'streams of rows are not supported', undefined);
        },
      };
      return Promise.resolve(connection);
    },
    async beginTransaction(connection) {
      const begun = asSqliteConnection(connection);
      scope.assertOutside('a transaction');
      await lock.acquire();
      try {
        await writer.execute({ sql: 'begin immediate', parameters: [] });
        begun.transaction = { incarnation: writer.incarnation(), hasFailed: false };
      } catch (error) {
        lock.release();
        throw error;
      }
    },
    async commitTransaction(connection) {
      const ending = asSqliteConnection(connection);
      if (ending.transaction?.hasFailed) throw sqlFailure('other', 'the transaction has failed already', undefined);
      await end(ending, 'commit');
    },
    rollbackTransaction: (connection) => rollback(asSqliteConnection(connection)),
    releaseConnection: (connection) => rollback(asSqliteConnection(connection)),
    async destroy() {
      await reader.close();
      // The last connection to close moves the log into the file; it must be the one that may write.
      await writer.close();
    },
  };
}

async function execute<Row>(thread: SqliteConnectionThread, statement: CompiledQuery, incarnation?: number): Promise<QueryResult<Row>> {
  assertStorable(statement.parameters);
  const outcome = await thread.execute({ sql: statement.sql, parameters: statement.parameters.map(toSqliteValue), ...(incarnation !== undefined && { incarnation }) });
  // Kysely's contract: the caller of the query names the type of the row.
  const rows = outcome.rows as Row[];
  return outcome.changes === undefined ? { rows } : { rows, numAffectedRows: BigInt(outcome.changes) };
}

/** Kysely hands back what `acquireConnection` gave, by its narrower type. */
function asSqliteConnection(connection: DatabaseConnection): SqliteConnection {
  return connection as SqliteConnection;
}
