import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { assertStorable } from '../checked-parameters.ts';
import { sqlFailure } from '../sql-failure.ts';
import { isReading } from '../statement-kind.ts';
import type { TransactionScope } from '../transaction-scope.ts';
import { postgresFailure } from './postgres-failure.ts';

interface PostgresConnection extends DatabaseConnection {
  /** What Kysely's own driver knows the connection by. */
  readonly inner: DatabaseConnection;
  isInTransaction: boolean;
}

/** Kysely's own PostgreSQL driver, with the errors and the refusals that both dialects share. */
export function createPostgresDriver(inner: Driver, scope: TransactionScope): Driver {
  /** Kysely hands back what `acquireConnection` gave, by its wider type. */
  const connections = new WeakMap<DatabaseConnection, PostgresConnection>();
  const ours = (connection: DatabaseConnection): PostgresConnection => {
    const known = connections.get(connection);
    if (!known) throw sqlFailure('other', 'a connection that is not of this driver', undefined);
    return known;
  };

  async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw postgresFailure(error);
    }
  }

  return {
    init: (options) => guarded(() => inner.init(options)),
    acquireConnection: (options) =>
      guarded(async () => {
        const connection = wrap(await inner.acquireConnection(options), scope);
        connections.set(connection, connection);
        return connection;
      }),
    async beginTransaction(connection, settings) {
      const begun = ours(connection);
      scope.assertOutside('a transaction');
      await guarded(() => inner.beginTransaction(begun.inner, settings));
      begun.isInTransaction = true;
    },
    async commitTransaction(connection) {
      const ending = ours(connection);
      await guarded(() => inner.commitTransaction(ending.inner));
      ending.isInTransaction = false;
    },
    async rollbackTransaction(connection) {
      const ending = ours(connection);
      ending.isInTransaction = false;
      await guarded(() => inner.rollbackTransaction(ending.inner));
    },
    releaseConnection: (connection, options) => inner.releaseConnection(ours(connection).inner, options),
    destroy: (options) => guarded(() => inner.destroy(options)),
  };
}

function wrap(inner: DatabaseConnection, scope: TransactionScope): PostgresConnection {
  const connection: PostgresConnection = {
    inner,
    isInTransaction: false,
    async executeQuery<Row>(statement: CompiledQuery): Promise<QueryResult<Row>> {
      assertStorable(statement.parameters);
      if (!connection.isInTransaction && !isReading(statement)) scope.assertOutside('a write beside the transaction');
      try {
        return await inner.executeQuery<Row>(statement);
      } catch (error) {
        throw postgresFailure(error);
      }
    },
    streamQuery() {
      throw sqlFailure('other', 'streams of rows are not supported', undefined);
    },
  };
  return connection;
}
