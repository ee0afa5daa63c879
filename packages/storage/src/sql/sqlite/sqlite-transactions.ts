import type { CompiledQuery, QueryResult } from 'kysely';
import type { FairLock } from '../fair-lock.ts';
import { sqlFailure } from '../sql-failure.ts';
import type { TransactionScope } from '../transaction-scope.ts';
import { carryOut } from './carry-out.ts';
import type { SqliteConnectionThread } from './sqlite-connection-thread.ts';

export interface SqliteTransaction {
  execute<Row>(statement: CompiledQuery): Promise<QueryResult<Row>>;
  commit(): Promise<void>;
  /** Does nothing after the end. */
  rollback(): Promise<void>;
}

/**
 * Takes the writer for a transaction. `BEGIN IMMEDIATE`: what is going to write says so first, and never has to give up
 * half-way because another process wrote in the meantime.
 *
 * After a failed statement nothing more is done, even where the caller caught the error: so it is in PostgreSQL.
 */
export async function beginSqliteTransaction(deps: {
  readonly writer: SqliteConnectionThread;
  readonly lock: FairLock;
  readonly scope: TransactionScope;
}): Promise<SqliteTransaction> {
  const { writer, lock } = deps;
  deps.scope.assertOutside('a transaction');
  await lock.acquire();
  try {
    await writer.execute({ sql: 'begin immediate', parameters: [] });
  } catch (error) {
    lock.release();
    throw error;
  }
  const incarnation = writer.incarnation();
  let state: 'open' | 'failed' | 'ended' = 'open';

  const assertGoingOn = () => {
    if (state !== 'open') throw sqlFailure('other', `the transaction has ${state} already`, undefined);
  };
  const end = () => {
    state = 'ended';
    lock.release();
  };

  return {
    async execute<Row>(statement: CompiledQuery) {
      assertGoingOn();
      try {
        return await carryOut<Row>(writer, statement, incarnation);
      } catch (error) {
        if (state === 'open') state = 'failed';
        throw error;
      }
    },
    async commit() {
      assertGoingOn();
      await writer.execute({ sql: 'commit', parameters: [], incarnation });
      end();
    },
    async rollback() {
      if (state === 'ended') return;
      try {
        await writer.execute({ sql: 'rollback', parameters: [], incarnation });
      } catch {
        // SQLite has rolled back by itself (a full disk), or the thread is gone, and the transaction with it.
      } finally {
        end();
      }
    },
  };
}
