/**
 * The thread that owns one SQLite connection. `node:sqlite` is synchronous: a statement that waits for another process's
 * lock holds up its thread, which must not be the one of the event loop.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqliteFailure, SqliteOutcome, SqliteRequest, SqliteThreadData } from './sqlite-thread-protocol.ts';

const maxCachedStatements = 256;
const openRetryMs = 20;

if (!parentPort) throw new Error('this file runs as a thread');
const port = parentPort;
const options = threadDataOf(workerData);
const statements = new Map<string, StatementSync>();

try {
  const database = open();
  port.on('message', (request: SqliteRequest | 'close') => {
    if (request === 'close') {
      database.close();
      port.close();
      return;
    }
    try {
      port.postMessage({ id: request.id, type: 'done', outcome: execute(database, request) });
    } catch (error) {
      port.postMessage({ id: request.id, type: 'failed', failure: failureOf(error) });
    }
  });
  port.postMessage({ type: 'open' });
} catch (error) {
  port.postMessage({ type: 'not-open', failure: failureOf(error) });
}

function threadDataOf(data: unknown): SqliteThreadData {
  if (typeof data !== 'object' || data === null || !('path' in data) || !('isReader' in data) || !('busyTimeoutMs' in data)) throw new Error('this thread is started with its options');
  const { path, isReader, busyTimeoutMs } = data;
  if (typeof path !== 'string' || typeof isReader !== 'boolean' || typeof busyTimeoutMs !== 'number') throw new Error('this thread is started with its options');
  return { path, isReader, busyTimeoutMs };
}

function open(): DatabaseSync {
  const database = new DatabaseSync(options.path, { timeout: options.busyTimeoutMs, enableForeignKeyConstraints: true });
  switchToWal(database);
  // FULL: a commit is on the disk when it is reported. In WAL mode NORMAL would lose the last commits in a power cut.
  database.exec('PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;');
  if (options.isReader) database.exec('PRAGMA query_only = ON;');
  return database;
}

/** The switch needs the file alone and does not wait for it, so several processes that start at once need patience. */
function switchToWal(database: DatabaseSync): void {
  const deadlineMs = Date.now() + options.busyTimeoutMs;
  for (;;) {
    try {
      const mode = database.prepare('PRAGMA journal_mode = WAL').get();
      if (mode?.['journal_mode'] === 'wal') return;
      throw new Error(`expected the journal mode wal, found ${String(mode?.['journal_mode'])}`);
    } catch (error) {
      const isBusy = [5, 6].includes(failureOf(error).code & 0xff);
      if (!isBusy || Date.now() > deadlineMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, openRetryMs);
    }
  }
}

function execute(database: DatabaseSync, request: SqliteRequest): SqliteOutcome {
  const statement = prepared(database, request.sql);
  if (statement.columns().length > 0) return { rows: statement.all(...request.parameters) };
  return { rows: [], changes: Number(statement.run(...request.parameters).changes) };
}

/** The least recently used statement makes room. */
function prepared(database: DatabaseSync, sql: string): StatementSync {
  const statement = statements.get(sql) ?? database.prepare(sql);
  statements.delete(sql);
  statements.set(sql, statement);
  for (const oldest of statements.keys()) {
    if (statements.size <= maxCachedStatements) break;
    statements.delete(oldest);
  }
  return statement;
}

function failureOf(error: unknown): SqliteFailure {
  if (!(error instanceof Error)) return { code: 0, text: String(error) };
  const code = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0;
  return { code, text: error.message };
}
