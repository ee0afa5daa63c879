import type { SqliteValue } from '../checked-parameters.ts';

/** What the thread is started with. */
export interface SqliteThreadData {
  readonly path: string;
  readonly isReader: boolean;
  /** How long a statement waits for another process's lock. */
  readonly busyTimeoutMs: number;
}

export interface SqliteRequest {
  readonly id: number;
  /**
   * `begins`: takes the write lock first, unless the transaction is open already. `inside`: is refused when it is not open,
   * so that what follows a transaction that did not begin, or that SQLite ended itself, is not carried out alone.
   */
  readonly transaction?: 'begins' | 'inside';
  readonly sql: string;
  readonly parameters: readonly SqliteValue[];
}

export interface SqliteOutcome {
  readonly rows: readonly Readonly<Record<string, SqliteValue>>[];
  /** Rows that an INSERT, UPDATE or DELETE hit; undefined for statements that give rows. */
  readonly changes?: number;
}

/** What the thread is sent: requests that were made in one turn of the event loop, to be carried out in order; or its end. */
export type SqliteMessage = readonly SqliteRequest[] | 'close';

/** What it sends, a few at once. */
export type SqliteReply =
  | { readonly id: number; readonly type: 'done'; readonly outcome: SqliteOutcome }
  | { readonly id: number; readonly type: 'failed'; readonly failure: SqliteFailure };

/** SQLite's extended result code (0 for a failure that is not SQLite's) and its text. */
export interface SqliteFailure {
  readonly code: number;
  readonly text: string;
}

/** The first message: the database is open, or could not be opened. */
export type SqliteGreeting = { readonly type: 'open' } | { readonly type: 'not-open'; readonly failure: SqliteFailure };
