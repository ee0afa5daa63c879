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
/**
 * SQLite's own waiting sleeps for up to 100 ms between two looks at the lock; beside a process that writes without a pause
 * it was seen to starve for three seconds. Looking every millisecond, a turn comes within some ten.
 */
const lockPollMs = 1;
/** Replies wait for one another no longer than this. */
const slowStatementMs = 1;
/** SQLITE_BUSY and SQLITE_LOCKED. */
const busyCodes = [5, 6];

if (!parentPort) throw new Error('this file runs as a thread');
const port = parentPort;
/** @type {import('./sqlite-thread-protocol.ts').SqliteThreadData} */
const options = workerData;
/** @type {Map<string, import('node:sqlite').StatementSync>} */
const statements = new Map();
const sleeper = new Int32Array(new SharedArrayBuffer(4));

try {
  const database = open();
  port.on('message', (/** @type {import('./sqlite-thread-protocol.ts').SqliteMessage} */ message) => {
    if (message === 'close') {
      database.close();
      port.close();
      return;
    }
    answerAll(database, message);
  });
  port.postMessage({ type: 'open' });
} catch (error) {
  port.postMessage({ type: 'not-open', failure: failureOf(error) });
}

/**
 * Answers together what is quick: waking another thread takes longer than a small statement. What was done before a slow
 * statement is not held up by it.
 * @param {DatabaseSync} database
 * @param {readonly import('./sqlite-thread-protocol.ts').SqliteRequest[]} requests
 */
function answerAll(database, requests) {
  /** @type {import('./sqlite-thread-protocol.ts').SqliteReply[]} */
  let replies = [];
  let sentMs = performance.now();
  for (const request of requests) {
    replies.push(answer(database, request));
    if (performance.now() - sentMs < slowStatementMs && request !== requests.at(-1)) continue;
    port.postMessage(replies);
    replies = [];
    sentMs = performance.now();
  }
}

/**
 * @param {DatabaseSync} database
 * @param {import('./sqlite-thread-protocol.ts').SqliteRequest} request
 * @returns {import('./sqlite-thread-protocol.ts').SqliteReply}
 */
function answer(database, request) {
  try {
    return { id: request.id, type: 'done', outcome: patiently(() => execute(database, request)) };
  } catch (error) {
    return { id: request.id, type: 'failed', failure: failureOf(error) };
  }
}

function open() {
  const database = new DatabaseSync(options.path, { timeout: 0, enableForeignKeyConstraints: true });
  patiently(() => switchToWal(database));
  // FULL: a commit is on the disk when it is reported. In WAL mode NORMAL would lose the last commits in a power cut.
  database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;');
  if (options.isReader) database.exec('PRAGMA query_only = ON;');
  return database;
}

/** @param {DatabaseSync} database */
function switchToWal(database) {
  const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal') throw new Error(`expected the journal mode wal, found ${String(mode)}`);
}

/**
 * Waits for other processes' locks. A statement that was refused for a lock has changed nothing, so it can be repeated;
 * within a transaction it does not come to that, as a transaction begins by taking the lock.
 * @template Result
 * @param {() => Result} work
 * @returns {Result}
 */
function patiently(work) {
  const deadlineMs = performance.now() + options.busyTimeoutMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!busyCodes.includes(failureOf(error).code & 0xff) || performance.now() > deadlineMs) throw error;
      Atomics.wait(sleeper, 0, 0, lockPollMs);
    }
  }
}

/**
 * @param {DatabaseSync} database
 * @param {import('./sqlite-thread-protocol.ts').SqliteRequest} request
 * @returns {import('./sqlite-thread-protocol.ts').SqliteOutcome}
 */
function execute(database, request) {
  if (request.transaction === 'begins' && !database.isTransaction) database.exec('begin immediate');
  if (request.transaction !== undefined && !database.isTransaction) throw new Error('the transaction is not open');
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
