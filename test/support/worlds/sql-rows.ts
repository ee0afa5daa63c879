import type { Schema } from '@carrel/storage';
import { type Kysely, sql } from 'kysely';

/** Of one table: every row has the same columns. */
export type Row = Readonly<Record<string, string | number | null>>;

/** All rows of all tables in one transaction, a statement a table. */
export async function insertRows(database: Kysely<Schema>, tables: ReadonlyMap<string, readonly Row[]>): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    for (const [table, rows] of tables) {
      const [first] = rows;
      if (first === undefined) continue;
      const columns = Object.keys(first);
      const values = sql.join(columns.map((column) => sql`value->>${sql.lit(column)}`));
      await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
        select ${values} from json_each(${JSON.stringify(rows)})`.execute(transaction);
    }
  });
}

/** The log cannot be taken back, and what belongs to its settings stays with it. */
const isKept = (table: string) => /^(audit_|schema_version|counter|setting|lease|sqlite_)/.test(table);

/** The greatest row number of each table. */
export async function lastRows(database: Kysely<Schema>): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(database);
  const last = new Map<string, number>();
  for (const { name } of rows.filter((table) => !isKept(table.name))) {
    const found = await sql<{ last: number | null }>`select max(rowid) as last from ${sql.table(name)}`.execute(database);
    last.set(name, found.rows[0]?.last ?? 0);
  }
  return last;
}

/** Takes away all rows that came after those. */
export async function deleteRowsAfter(database: Kysely<Schema>, last: ReadonlyMap<string, number>): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    // What refers to what does not matter until all is gone.
    await sql`pragma defer_foreign_keys = on`.execute(transaction);
    for (const [table, row] of last) await sql`delete from ${sql.table(table)} where rowid > ${row}`.execute(transaction);
  });
}
