import { CarrelError } from '@carrel/core';
import { openPostgresSnapshot } from './postgres-snapshot.ts';
import type { RecordSnapshot } from './record-snapshot.ts';
import { openSqliteSnapshot } from './sqlite-snapshot.ts';

export interface RecordPlace {
  /** `postgres://…`; wins over `sqlitePath`. */
  readonly url?: string;
  readonly sqlitePath: string;
}

/**
 * Opens a snapshot. In SQLite it holds back the write-ahead log from being emptied until it is closed; nothing waits for it.
 * @throws DATABASE_UNAVAILABLE; NOT_FOUND when there is no record yet.
 */
export async function openRecordSnapshot({ url, sqlitePath }: RecordPlace): Promise<RecordSnapshot> {
  const snapshot = await (url === undefined || url === '' ? openSqliteSnapshot(sqlitePath) : openPostgresSnapshot(url));
  if (snapshot !== null) return snapshot;
  throw new CarrelError('NOT_FOUND', { message: 'There is nothing to back up: this Carrel was never started.' });
}
