import type { Clock } from '@carrel/core';
import type { Kysely } from 'kysely';
import type { DialectName, Schema } from './schema.ts';

/** What every repository works on: a connection pool, or one open transaction. */
export interface SqlContext {
  readonly database: Kysely<Schema>;
  readonly dialectName: DialectName;
  readonly clock: Clock;
  /** Runs several statements as one: in the open transaction, or in one of their own. */
  atomically<Result>(work: (database: Kysely<Schema>) => Promise<Result>): Promise<Result>;
}
