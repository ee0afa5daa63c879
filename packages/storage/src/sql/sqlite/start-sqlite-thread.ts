import { Worker } from 'node:worker_threads';
import { sqlFailure } from '../sql-failure.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import type { SqliteGreeting, SqliteReply, SqliteRequest, SqliteThreadData } from './sqlite-thread-protocol.ts';

export interface SqliteThreadEvents {
  onReplies(replies: readonly SqliteReply[]): void;
  /** The thread has ended, or never began. Called once. */
  onEnd(cause: unknown): void;
}

export interface StartedThread {
  readonly worker: Worker;
  /** Sends what is asked in one turn of the event loop in one message: each message wakes the thread. */
  send(request: SqliteRequest): void;
  /** Settles when the database is open. @throws DATABASE_UNAVAILABLE. */
  readonly isOpen: Promise<void>;
}

/** Starts the thread, which does not keep the process alive by itself. */
export function startSqliteThread(data: SqliteThreadData, events: SqliteThreadEvents): StartedThread {
  const worker = new Worker(new URL('./sqlite-thread.mjs', import.meta.url), {
    workerData: data,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    name: data.isReader ? 'sqlite-reader' : 'sqlite-writer',
  });
  const isOpen = new Promise<void>((resolve, reject) => {
    let failure: unknown;
    worker.once('error', (error) => {
      failure = error;
    });
    worker.once('exit', () => {
      reject(sqlFailure('unavailable', 'its thread ended', failure));
      events.onEnd(failure);
    });
    worker.once('message', (greeting: SqliteGreeting) => {
      if (greeting.type === 'not-open') {
        reject(sqliteFailure(greeting.failure));
        return;
      }
      worker.on('message', (replies: readonly SqliteReply[]) => events.onReplies(replies));
      worker.unref();
      resolve();
    });
  });
  let outgoing: SqliteRequest[] = [];
  const send = (request: SqliteRequest) => {
    outgoing.push(request);
    if (outgoing.length > 1) return;
    process.nextTick(() => {
      worker.postMessage(outgoing);
      outgoing = [];
    });
  };
  return { worker, send, isOpen };
}
