import { Worker } from 'node:worker_threads';
import type { CarrelError } from '@carrel/core';
import { sqlFailure } from '../sql-failure.ts';
import type { SqliteValue } from '../checked-parameters.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import type { SqliteGreeting, SqliteOutcome, SqliteReply, SqliteThreadData } from './sqlite-thread-protocol.ts';

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
  /** Opens the database. @throws DATABASE_UNAVAILABLE. */
  open(): Promise<void>;
  readonly incarnation: () => number;
  execute(statement: { readonly sql: string; readonly parameters: readonly SqliteValue[]; readonly incarnation?: number }): Promise<SqliteOutcome>;
  close(): Promise<void>;
}

export function createSqliteConnectionThread(data: SqliteThreadData): SqliteConnectionThread {
  const calls = new Map<number, Call>();
  let worker: Worker | null = null;
  let opening: Promise<void> | null = null;
  let nextId = 0;
  let incarnation = 0;

  const lose = (lost: Worker, text: string, cause: unknown): void => {
    if (worker !== lost) return;
    worker = null;
    opening = null;
    for (const call of calls.values()) call.reject(sqlFailure('unavailable', text, cause));
    calls.clear();
  };

  const answer = (reply: SqliteReply): void => {
    const call = calls.get(reply.id);
    calls.delete(reply.id);
    if (calls.size === 0) worker?.unref();
    if (reply.type === 'done') call?.resolve(reply.outcome);
    else call?.reject(sqliteFailure(reply.failure));
  };

  const start = (): Promise<void> => {
    incarnation += 1;
    const started = new Worker(new URL('./sqlite-thread.ts', import.meta.url), {
      workerData: data,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      name: data.isReader ? 'sqlite-reader' : 'sqlite-writer',
    });
    worker = started;
    return new Promise((resolve, reject) => {
      started.once('error', (error) => {
        lose(started, 'its thread failed', error);
        reject(sqlFailure('unavailable', 'its thread failed', error));
      });
      started.once('exit', () => {
        lose(started, 'its thread ended', undefined);
        reject(sqlFailure('unavailable', 'its thread ended', undefined));
      });
      started.once('message', (greeting: SqliteGreeting) => {
        if (greeting.type === 'not-open') {
          lose(started, greeting.failure.text, undefined);
          reject(sqliteFailure(greeting.failure));
          return;
        }
        started.on('message', answer);
        started.unref();
        resolve();
      });
    });
  };

  const open = async (): Promise<Worker> => {
    opening ??= start();
    const mine = opening;
    try {
      await mine;
    } catch (error) {
      if (opening === mine) opening = null;
      throw error;
    }
    if (!worker) throw sqlFailure('unavailable', 'its thread ended', undefined);
    return worker;
  };

  return {
    open: async () => void (await open()),
    incarnation: () => incarnation,
    async execute(statement) {
      const target = await open();
      if (statement.incarnation !== undefined && statement.incarnation !== incarnation) {
        throw sqlFailure('unavailable', 'the transaction was lost with its thread', undefined);
      }
      return new Promise((resolve, reject) => {
        nextId += 1;
        calls.set(nextId, { resolve, reject });
        target.ref();
        target.postMessage({ id: nextId, sql: statement.sql, parameters: statement.parameters });
      });
    },
    async close() {
      const closing = worker;
      if (!closing) return;
      worker = null;
      opening = null;
      const ended = new Promise<void>((resolve) => closing.once('exit', () => resolve()));
      closing.ref();
      closing.postMessage('close');
      await ended;
    },
  };
}
