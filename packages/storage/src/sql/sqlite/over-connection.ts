import { type DatabaseConnection, type Dialect, Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * Kysely over one connection that keeps order itself. Kysely's own transactions send a statement only when the one before
 * has been answered; here `Promise.all` sends several at once, which saves the way to the thread and back for each.
 */
export function overConnection(dialect: Dialect, connection: DatabaseConnection): Kysely<Schema> {
  const notHere = () => Promise.reject(new TypeError('A transaction within a transaction.'));
  const nothing = () => Promise.resolve();
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => dialect.createAdapter(),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createIntrospector: (database) => dialect.createIntrospector(database),
      createDriver: () => ({
        init: nothing,
        acquireConnection: () => Promise.resolve(connection),
        beginTransaction: notHere,
        commitTransaction: notHere,
        rollbackTransaction: notHere,
        releaseConnection: nothing,
        destroy: nothing,
      }),
    },
  });
}
