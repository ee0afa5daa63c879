import type { CarrelError } from '@carrel/core';
import type { SqliteValue } from '../checked-parameters.ts';
import { sqlFailure } from '../sql-failure.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import type { SqliteOutcome, SqliteReply, SqliteRequest, SqliteThreadData } from './sqlite-thread-protocol.ts';
import { type StartedThread, startSqliteThread } from './start-sqlite-thread.ts';

interface Call {
  readonly resolve: (outcome: SqliteOutcome) => void;
  readonly reject: (error: CarrelError) => void;
}

/**
 * One SQLite connection in a thread of its own. Statements are carried out in the order of the calls.
 *
 * A thread that dies takes its open transaction with it; the next call gets a new thread. `incarnation` tells them
 * apart, so that the rest of a lost transaction is refused instead of being carried out alone.
 */
export interface SqliteConnectionThread {
  /** @throws DATABASE_UNAVAILABLE. */
  open(): Promise<void>;
  incarnation(): number;
  execute(statement: {
    readonly sql: string;
    readonly parameters: readonly SqliteValue[];
    readonly transaction?: SqliteRequest['transaction'];
    readonly incarnation?: number;
  }): Promise<SqliteOutcome>;
  close(): Promise<void>;
}

export function createSqliteConnectionThread(data: SqliteThreadData): SqliteConnectionThread {
  const calls = new Map<number, Call>();
  let thread: StartedThread | null = null;
  let nextId = 0;
  let incarnation = 0;

  const onReplies = (replies: readonly SqliteReply[]): void => {
    for (const reply of replies) {
      const call = calls.get(reply.id);
      calls.delete(reply.id);
      if (reply.type === 'done') call?.resolve(reply.outcome);
      else call?.reject(sqliteFailure(reply.failure));
    }
    if (calls.size === 0) thread?.worker.unref();
  };

  const start = (): StartedThread => {
    incarnation += 1;
    const started = startSqliteThread(data, {
      onReplies,
      onEnd(cause) {
        if (thread !== started) return;
        thread = null;
        for (const call of calls.values()) call.reject(sqlFailure('unavailable', 'its thread ended', cause));
        calls.clear();
      },
    });
    return started;
  };

  const opened = async (): Promise<StartedThread> => {
    thread ??= start();
    const opening = thread;
    try {
      await opening.isOpen;
    } catch (error) {
      if (thread === opening) thread = null;
      throw error;
    }
    return opening;
  };

  return {
    open: async () => void (await opened()),
    incarnation: () => incarnation,
    async execute(statement) {
      const { worker, send } = await opened();
      if (statement.incarnation !== undefined && statement.incarnation !== incarnation) {
        throw sqlFailure('unavailable', 'the transaction was lost with its thread', undefined);
      }
      return new Promise((resolve, reject) => {
        nextId += 1;
        calls.set(nextId, { resolve, reject });
        worker.ref();
        const { sql, parameters, transaction } = statement;
        send({ id: nextId, sql, parameters, ...(transaction !== undefined && { transaction }) });
      });
    },
    async close() {
      if (!thread) return;
      const { worker } = thread;
      thread = null;
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      worker.ref();
      worker.postMessage('close');
      await ended;
    },
  };
}
