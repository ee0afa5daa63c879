/**
 * The thread that owns one SQLite connection. `node:sqlite` is synchronous: a statement that waits for another process's
 * lock holds up its thread, which must not be the one of the event loop.
 *
 * Plain JavaScript, because each thread that runs TypeScript loads the type stripper anew: 10 MB more for each of the two
 * threads of each process. The messages are described in `sqlite-thread-protocol.ts`.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const maxCachedStatements = 256;
const openRetryMs = 20;
/** SQLITE_BUSY and SQLITE_LOCKED. */
const busyCodes = [5, 6];

if (!parentPort) throw new Error('this file runs as a thread');
const port = parentPort;
/** @type {import('./sqlite-thread-protocol.ts').SqliteThreadData} */
const options = workerData;
/** @type {Map<string, import('node:sqlite').StatementSync>} */
const statements = new Map();

try {
  const database = open();
  port.on('message', (request) => {
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

function open() {
  const database = new DatabaseSync(options.path, { timeout: options.busyTimeoutMs, enableForeignKeyConstraints: true });
  switchToWal(database);
  // FULL: a commit is on the disk when it is reported. In WAL mode NORMAL would lose the last commits in a power cut.
  database.exec('PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;');
  if (options.isReader) database.exec('PRAGMA query_only = ON;');
  return database;
}

/**
 * The switch needs the file alone and does not wait for it, so several processes that start at once need patience.
 * @param {DatabaseSync} database
 */
function switchToWal(database) {
  const deadlineMs = Date.now() + options.busyTimeoutMs;
  for (;;) {
    try {
      const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
      if (mode === 'wal') return;
      throw new Error(`expected the journal mode wal, found ${String(mode)}`);
    } catch (error) {
      if (!busyCodes.includes(failureOf(error).code & 0xff) || Date.now() > deadlineMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, openRetryMs);
    }
  }
}

/**
 * @param {DatabaseSync} database
 * @param {import('./sqlite-thread-protocol.ts').SqliteRequest} request
 * @returns {import('./sqlite-thread-protocol.ts').SqliteOutcome}
 */
function execute(database, request) {
  const statement = prepared(database, request.sql);
  if (statement.columns().length > 0) return { rows: statement.all(...request.parameters) };
  return { rows: [], changes: Number(statement.run(...request.parameters).changes) };
}

/**
 * The least recently used statement makes room.
 * @param {DatabaseSync} database
 * @param {string} sql
 */
function prepared(database, sql) {
  const statement = statements.get(sql) ?? database.prepare(sql);
  statements.delete(sql);
  statements.set(sql, statement);
  for (const oldest of statements.keys()) {
    if (statements.size <= maxCachedStatements) break;
    statements.delete(oldest);
  }
  return statement;
}

/**
 * @param {unknown} error
 * @returns {import('./sqlite-thread-protocol.ts').SqliteFailure}
 */
function failureOf(error) {
  if (!(error instanceof Error)) return { code: 0, text: String(error) };
  const code = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0;
  return { code, text: error.message };
}
