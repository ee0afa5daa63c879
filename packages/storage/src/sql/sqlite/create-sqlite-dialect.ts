import { type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { createFairLock } from '../fair-lock.ts';
import type { TransactionScope } from '../transaction-scope.ts';
import { createSqliteConnectionThread } from './sqlite-connection-thread.ts';
import { createSqliteDriver } from './sqlite-driver.ts';

/** Kysely queues all work for SQLite behind one connection unless it is told that the driver keeps order itself. */
class ThreadedSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/**
 * A Kysely dialect over `node:sqlite` in two threads, a writer and a reader: no statement ever holds up the event loop.
 *
 * @param options.busyTimeoutMs how long a statement waits for another process's lock before DATABASE_UNAVAILABLE.
 */
export function createSqliteDialect(
  deps: { readonly scope: TransactionScope },
  options: { readonly path: string; readonly busyTimeoutMs: number },
): Dialect {
  const thread = (isReader: boolean) =>
    createSqliteConnectionThread({ path: options.path, busyTimeoutMs: options.busyTimeoutMs, isReader });
  return {
    createAdapter: () => new ThreadedSqliteAdapter(),
    createDriver: () =>
      createSqliteDriver({
        writer: thread(false),
        reader: thread(true),
        // Longer than one holder may need, so that a single stuck statement is not reported by everybody behind it.
        lock: createFairLock({ timeoutMs: options.busyTimeoutMs * 2 }),
        scope: deps.scope,
      }),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (database) => new SqliteIntrospector(database),
  };
}
