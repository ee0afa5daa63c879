import { CarrelError, type Clock, isoTime } from '@carrel/core';
import { type Kysely, sql } from 'kysely';
import type { DialectName, Schema } from '../sql/schema.ts';
import { columnTypes, type Migration } from './migration.ts';

export interface MigrationDependencies {
  readonly database: Kysely<Schema>;
  readonly dialectName: DialectName;
  readonly clock: Clock;
  readonly migrations: readonly Migration[];
}

/** Any number that nothing else locks; the same in every version of Carrel. */
const advisoryLockKey = 7_214_203_554;

/**
 * Brings the schema up to the newest step. Of several processes that start at once one does the work and the others
 * wait for it. Each step is committed together with its row in `schema_version`, or not at all: after a kill the next
 * start goes on at the step that was not finished.
 *
 * @throws SCHEMA_TOO_NEW when a newer Carrel has been here.
 */
export async function migrate(deps: MigrationDependencies): Promise<void> {
  for (;;) {
    const isUpToDate = await deps.database.transaction().execute((transaction) => migrateOneStep({ ...deps, database: transaction }));
    if (isUpToDate) return;
  }
}

/** In SQLite the transaction itself is the lock (BEGIN IMMEDIATE). @returns whether nothing was left to do. */
async function migrateOneStep(deps: MigrationDependencies): Promise<boolean> {
  const { database, dialectName, migrations } = deps;
  if (dialectName === 'postgres') await sql`select pg_advisory_xact_lock(${advisoryLockKey}::bigint)`.execute(database);
  await sql`create table if not exists schema_version (version integer primary key, name text not null, applied_at text not null)`.execute(
    database,
  );
  const row = await database
    .selectFrom('schema_version')
    .select(({ fn }) => fn.max('version').as('version'))
    .executeTakeFirst();
  const current = row?.version ?? 0;
  if (current > migrations.length) throw schemaTooNew(current, migrations.length);
  const next = migrations[current];
  if (!next) return true;
  for (const statement of next.statements(columnTypes(dialectName))) await sql.raw(statement).execute(database);
  await database
    .insertInto('schema_version')
    .values({ version: current + 1, name: next.name, applied_at: isoTime(deps.clock) })
    .execute();
  return false;
}

function schemaTooNew(found: number, supported: number): CarrelError {
  return new CarrelError('SCHEMA_TOO_NEW', {
    message: `The data was written by a newer Carrel: its schema is version ${found}, and this Carrel knows up to version ${supported}. Start the newer Carrel, or restore a backup that this one made.`,
    details: { found, supported },
  });
}
