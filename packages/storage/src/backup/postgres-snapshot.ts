import { sqlFailure } from '../sql/sql-failure.ts';
import type { RecordSnapshot } from './record-snapshot.ts';
import { rowsAtOnce } from './record-snapshot.ts';
import type { TableRow } from './table-rows.ts';
import { backedUpTables } from './table-rows.ts';

const int8Oid = 20;

/** A row is what `pg` makes of it: numbers, text, booleans, dates and bytes. */
type Select = (sql: string) => Promise<readonly TableRow[]>;

/** Null: the database has no schema yet. */
export async function openPostgresSnapshot(url: string): Promise<RecordSnapshot | null> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: url,
    application_name: 'carrel-backup',
    types: {
      getTypeParser: (oid, format): unknown => (oid === int8Oid && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format)),
    },
  });
  client.on('error', () => undefined);
  const select: Select = async (sql) => (await client.query<TableRow>(sql)).rows;
  try {
    await client.connect();
    await select('begin isolation level repeatable read read only');
    const found = await select("select to_regclass('schema_version') is not null as there");
    if (found[0]?.['there'] !== true) {
      await client.end();
      return null;
    }
    const [version] = await select('select max(version) as version from schema_version');
    return {
      dialectName: 'postgres',
      schemaVersion: Number(version?.['version']),
      tables: backedUpTables(await references(select)),
      count: async (table) => Number((await select(`select count(*) as rows from "${table}"`))[0]?.['rows'] ?? 0),
      rows: (table) => rowsOf(select, table),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw sqlFailure('unavailable', 'the database cannot be read', error);
  }
}

async function references(select: Select) {
  const tables = await select('select tablename as name from pg_tables where schemaname = current_schema()');
  const keys = await select(
    "select conrelid::regclass::text as name, confrelid::regclass::text as target from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace",
  );
  // A name that needs quotation marks comes with them.
  const plain = (name: unknown) => String(name).replaceAll('"', '');
  return tables.map(({ name }) => ({
    table: plain(name),
    refersTo: keys.filter((key) => plain(key['name']) === plain(name)).map((key) => plain(key['target'])),
  }));
}

async function* rowsOf(select: Select, table: string): AsyncGenerator<readonly TableRow[]> {
  await select(`declare backup_rows no scroll cursor for select * from "${table}"`);
  for (;;) {
    const rows = await select(`fetch ${rowsAtOnce} from backup_rows`);
    if (rows.length > 0) yield rows;
    if (rows.length < rowsAtOnce) break;
  }
  await select('close backup_rows');
}
