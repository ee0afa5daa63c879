import type { DialectName } from '../sql/schema.ts';

/**
 * One step of the schema. Steps are forward only and are never changed once released: a change is a new step.
 * Statements run in order, in one transaction with the row that says so in `schema_version`.
 */
export interface Migration {
  readonly name: string;
  statements(types: ColumnTypes): readonly string[];
}

/** The words in which the dialects differ. */
export interface ColumnTypes {
  readonly dialectName: DialectName;
  /** Compared byte by byte in both dialects, so that order and cursors are the same. */
  readonly text: string;
  /** 32 bits and more. */
  readonly integer: string;
  /** 64 bits; JavaScript reads it up to 2^53. */
  readonly bigint: string;
  readonly bytes: string;
  /** The types that better-auth's adapter writes. */
  readonly timestamp: string;
  readonly boolean: string;
  /** An integer key that the database counts up. */
  readonly identity: string;
  /** Ends CREATE TABLE: SQLite checks types only in STRICT tables. */
  readonly end: string;
}

export function columnTypes(dialectName: DialectName): ColumnTypes {
  return dialectName === 'sqlite'
    ? {
        dialectName,
        text: 'text',
        integer: 'integer',
        bigint: 'integer',
        bytes: 'blob',
        timestamp: 'text',
        boolean: 'integer',
        identity: 'integer primary key autoincrement',
        end: ') strict',
      }
    : {
        dialectName,
        text: 'text collate "C"',
        integer: 'integer',
        bigint: 'bigint',
        bytes: 'bytea',
        timestamp: 'timestamptz',
        boolean: 'boolean',
        identity: 'bigint generated always as identity primary key',
        end: ')',
      };
}
