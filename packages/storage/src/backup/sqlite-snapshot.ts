import { existsSync } from 'node:fs';
import type { SqliteConnectionThread } from '../sql/sqlite/sqlite-connection-thread.ts';
import { createSqliteConnectionThread } from '../sql/sqlite/sqlite-connection-thread.ts';
import type { RecordSnapshot } from './record-snapshot.ts';
import { rowsAtOnce } from './record-snapshot.ts';
import type { TableReference, TableRow } from './table-rows.ts';
import { backedUpTables } from './table-rows.ts';

const busyTimeoutMs = 10_000;
/** A name that no column has. */
const rowNumber = '$rowid';

/** Null: the file has no schema yet. */
export async function openSqliteSnapshot(path: string): Promise<RecordSnapshot | null> {
  if (!existsSync(path)) return null;
  const thread = createSqliteConnectionThread({ path, isReader: true, busyTimeoutMs });
  const select = async (sql: string, ...parameters: (string | number)[]) => (await thread.execute({ sql, parameters })).rows;
  try {
    // The first statement that reads fixes what all later ones see.
    await thread.execute({ sql: 'begin', parameters: [] });
    const names = (await select("select name from sqlite_schema where type = 'table'")).map(({ name }) => String(name));
    const version = names.includes('schema_version')
      ? (await select('select max(version) as version from schema_version'))[0]?.['version']
      : null;
    if (typeof version !== 'number') {
      await thread.close();
      return null;
    }
    return {
      dialectName: 'sqlite',
      schemaVersion: version,
      tables: backedUpTables(await references(select, names)),
      count: async (table) => Number((await select(`select count(*) as rows from "${table}"`))[0]?.['rows'] ?? 0),
      rows: (table) => rowsOf(thread, table),
      close: () => thread.close(),
    };
  } catch (error) {
    await thread.close();
    throw error;
  }
}

async function references(
  select: (sql: string) => Promise<readonly TableRow[]>,
  names: readonly string[],
): Promise<readonly TableReference[]> {
  return Promise.all(
    names.map(async (table) => ({
      table,
      refersTo: (await select(`pragma foreign_key_list("${table}")`)).map((key) => String(key['table'])),
    })),
  );
}

async function* rowsOf(thread: SqliteConnectionThread, table: string): AsyncGenerator<readonly TableRow[]> {
  const sql = `select rowid as "${rowNumber}", * from "${table}" where rowid > ? order by rowid limit ${rowsAtOnce}`;
  for (let last = Number.MIN_SAFE_INTEGER; ;) {
    const { rows } = await thread.execute({ sql, parameters: [last] });
    if (rows.length > 0) yield rows.map(({ [rowNumber]: _number, ...row }) => row);
    if (rows.length < rowsAtOnce) return;
    last = Number(rows.at(-1)?.[rowNumber]);
  }
}
