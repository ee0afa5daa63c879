import type { DialectName } from '../sql/schema.ts';
import type { TableRow } from './table-rows.ts';

/** The whole record as it was in one moment, while others go on reading and writing. */
export interface RecordSnapshot {
  readonly dialectName: DialectName;
  /** Number of steps of the schema. */
  readonly schemaVersion: number;
  /** In an order in which they can be filled. */
  readonly tables: readonly string[];
  /** About how many rows there are, for progress. */
  count(table: string): Promise<number>;
  /** All rows, some hundred at a time. */
  rows(table: string): AsyncGenerator<readonly TableRow[]>;
  close(): Promise<void>;
}

export const rowsAtOnce = 500;
