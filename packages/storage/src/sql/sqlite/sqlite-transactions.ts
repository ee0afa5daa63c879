import type { CompiledQuery, QueryResult } from 'kysely';
import type { FairLock } from '../fair-lock.ts';
import { sqlFailure } from '../sql-failure.ts';
import type { TransactionScope } from '../transaction-scope.ts';
import { carryOut } from './carry-out.ts';
import type { SqliteConnectionThread } from './sqlite-connection-thread.ts';

export interface SqliteTransaction {
  /** Statements are carried out in the order of the calls; none has to wait for the answer to the one before. */
  execute<Row>(statement: CompiledQuery): Promise<QueryResult<Row>>;
  commit(): Promise<void>;
  /** Does nothing after the end. */
  rollback(): Promise<void>;
}

/**
 * Takes the writer for a transaction. It begins with its first statement, in one message to the thread (each way there and
 * back takes as long as a small statement), and with `BEGIN IMMEDIATE`: what is going to write says so first, and never has
 * to give up half-way because another process wrote in the meantime.
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
    await writer.open();
  } catch (error) {
    lock.release();
    throw error;
  }
  const incarnation = writer.incarnation();
  let state: 'new' | 'open' | 'failed' | 'ended' = 'new';

  const assertGoingOn = () => {
    if (state === 'failed' || state === 'ended') throw sqlFailure('other', `the transaction has ${state} already`, undefined);
  };
  const end = () => {
    state = 'ended';
    lock.release();
  };

  return {
    async execute<Row>(statement: CompiledQuery) {
      assertGoingOn();
      const transaction = state === 'new' ? 'begins' : 'inside';
      state = 'open';
      try {
        return await carryOut<Row>(writer, statement, { transaction, incarnation });
      } catch (error) {
        if (state === 'open') state = 'failed';
        throw error;
      }
    },
    async commit() {
      assertGoingOn();
      if (state !== 'new') await writer.execute({ sql: 'commit', parameters: [], transaction: 'inside', incarnation });
      end();
    },
    async rollback() {
      if (state === 'ended') return;
      try {
        if (state !== 'new') await writer.execute({ sql: 'rollback', parameters: [], transaction: 'inside', incarnation });
      } catch {
        // SQLite has rolled back by itself (a full disk), or the thread is gone, and the transaction with it.
      } finally {
        end();
      }
    },
  };
}
