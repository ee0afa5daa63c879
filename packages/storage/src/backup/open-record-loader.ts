import type { Clock, Logger } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { Kysely, sql } from 'kysely';
import { migrate } from '../migrations/migrate.ts';
import { migrations } from '../migrations/migrations.ts';
import { openDialect } from '../sql/open-dialect.ts';
import type { DialectName, Schema } from '../sql/schema.ts';
import { createTransactionScope } from '../sql/transaction-scope.ts';
import type { RecordPlace } from './open-record-snapshot.ts';
import type { TableRow } from './table-rows.ts';

/** Fills a new record with the rows of a snapshot, of either dialect. */
export interface RecordLoader {
  readonly dialectName: DialectName;
  /** Tables come in the order of the snapshot. */
  load(table: string, rows: readonly TableRow[]): Promise<void>;
  /** When all is loaded: brings the schema up to date. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes the schema of that version in an empty database.
 * @throws SCHEMA_TOO_NEW; RESTORE_TARGET_NOT_EMPTY when somebody has worked with the database already.
 */
export async function openRecordLoader(
  deps: { readonly clock: Clock; readonly logger: Logger },
  place: RecordPlace,
  schemaVersion: number,
): Promise<RecordLoader> {
  requireKnownSchema(schemaVersion);
  const { dialect, dialectName } = await openDialect({ ...deps, ...place }, {}, createTransactionScope());
  const database = new Kysely<Schema>({ dialect });
  const target = { database, dialectName, clock: deps.clock };
  try {
    await requireEmpty(database, dialectName);
    await migrate({ ...target, migrations: migrations.slice(0, schemaVersion) });
    const columns = await readColumns(database, dialectName);
    const begun = new Set<string>();
    return {
      dialectName,
      async load(table, rows) {
        // A step of the schema may have put rows in; the backup has them too.
        if (!begun.has(table)) await sql`delete from ${sql.id(table)}`.execute(database);
        begun.add(table);
        if (rows.length > 0) await insert(database, { table, rows, columns: columns.get(table) ?? new Map() });
      },
      async finish() {
        for (const table of begun) await countOn(database, table, columns.get(table));
        await migrate({ ...target, migrations });
      },
      close: () => database.destroy(),
    };
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

/**
 * What stands in the way of a restore, before anything is touched: a SQLite file is moved aside, so only a server's database
 * has to be empty.
 * @throws SCHEMA_TOO_NEW; RESTORE_TARGET_NOT_EMPTY.
 */
export async function checkRecordTarget(
  deps: { readonly clock: Clock; readonly logger: Logger },
  place: RecordPlace,
  schemaVersion: number,
): Promise<void> {
  requireKnownSchema(schemaVersion);
  if (place.url === undefined || place.url === '') return;
  const { dialect, dialectName } = await openDialect({ ...deps, ...place }, {}, createTransactionScope());
  const database = new Kysely<Schema>({ dialect });
  try {
    await requireEmpty(database, dialectName);
  } finally {
    await database.destroy();
  }
}

function requireKnownSchema(schemaVersion: number): void {
  if (schemaVersion > migrations.length)
    throw new CarrelError('SCHEMA_TOO_NEW', {
      message: `The backup was written by a newer Carrel: its schema is version ${schemaVersion}, and this Carrel knows up to version ${migrations.length}.`,
    });
}

async function requireEmpty(database: Kysely<Schema>, dialectName: DialectName): Promise<void> {
  const tables = await sql<{ name: string }>`select ${
    dialectName === 'sqlite'
      ? sql`name from sqlite_schema where type = 'table'`
      : sql`tablename as name from pg_tables where schemaname = current_schema()`
  }`.execute(database);
  if (tables.rows.length === 0) return;
  throw new CarrelError('RESTORE_TARGET_NOT_EMPTY', { message: 'Expected an empty database, found one with tables. Name an empty one.' });
}

/** By column: what PostgreSQL must be told of it. SQLite takes values as they are. */
interface ColumnFacts {
  readonly isBoolean: boolean;
  /** The database counts it up itself. */
  readonly isIdentity: boolean;
}
type Columns = ReadonlyMap<string, ColumnFacts>;

async function readColumns(database: Kysely<Schema>, dialectName: DialectName): Promise<ReadonlyMap<string, Columns>> {
  if (dialectName === 'sqlite') return new Map();
  const { rows } = await sql<{ table: string; column: string; type: string; identity: string }>`
    select table_name as "table", column_name as "column", data_type as type, is_identity as identity
    from information_schema.columns where table_schema = current_schema()`.execute(database);
  const tables = new Map<string, Map<string, ColumnFacts>>();
  for (const { table, column, type, identity } of rows) {
    const columns = tables.get(table) ?? new Map<string, ColumnFacts>();
    tables.set(table, columns.set(column, { isBoolean: type === 'boolean', isIdentity: identity === 'YES' }));
  }
  return tables;
}

async function insert(
  database: Kysely<Schema>,
  { table, rows, columns }: { readonly table: string; readonly rows: readonly TableRow[]; readonly columns: Columns },
): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  const valueOf = (name: string, value: unknown) =>
    columns.get(name)?.isBoolean === true && typeof value === 'number' ? value !== 0 : value;
  const values = rows.map((row) => sql`(${sql.join(names.map((name) => valueOf(name, row[name])))})`);
  const overriding = [...columns.values()].some(({ isIdentity }) => isIdentity) ? sql`overriding system value` : sql``;
  await sql`insert into ${sql.id(table)} (${sql.join(names.map((name) => sql.id(name)))}) ${overriding} values ${sql.join(values)}`.execute(
    database,
  );
}

/** What PostgreSQL counts up itself goes on behind what was loaded. */
async function countOn(database: Kysely<Schema>, table: string, columns: Columns = new Map()): Promise<void> {
  for (const [name, { isIdentity }] of columns) {
    if (!isIdentity) continue;
    await sql`select setval(pg_get_serial_sequence(${`"${table}"`}, ${name}), coalesce(max(${sql.id(name)}), 0) + 1, false)
      from ${sql.id(table)}`.execute(database);
  }
}
