import { Kysely, sql } from 'kysely';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../../test/support/fakes/fake-clock.ts';
import { createRecordingLogger } from '../../../../test/support/fakes/recording-logger.ts';
import { createTestDatabase, needsPostgres } from '../../../../test/support/postgres.ts';
import { createRecordStore, type SqlRecordStore } from '../create-record-store.ts';
import { createPostgresDialect } from '../sql/postgres/create-postgres-dialect.ts';
import type { DialectName, Schema } from '../sql/schema.ts';
import { createSqliteDialect } from '../sql/sqlite/create-sqlite-dialect.ts';
import { createTransactionScope } from '../sql/transaction-scope.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migration.ts';
import { migrations } from './migrations.ts';

interface Place {
  readonly dialectName: DialectName;
  connect(): Promise<Kysely<Schema>>;
  openStore(): Promise<SqlRecordStore>;
  destroy(): Promise<void>;
}

const clock = createFakeClock();
const logger = createRecordingLogger().logger;

async function sqlitePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-migrate-'));
  const path = join(folder, 'carrel.db');
  return {
    dialectName: 'sqlite',
    connect: () =>
      Promise.resolve(
        new Kysely<Schema>({ dialect: createSqliteDialect({ scope: createTransactionScope() }, { path, busyTimeoutMs: 10_000 }) }),
      ),
    openStore: () => createRecordStore({ sqlitePath: path, clock, logger }),
    destroy: () => rm(folder, { recursive: true }),
  };
}

async function postgresPlace(): Promise<Place> {
  const { url, drop } = await createTestDatabase();
  const options = { url, maxConnections: 2, connectTimeoutMs: 2_000, statementTimeoutMs: 10_000 };
  return {
    dialectName: 'postgres',
    connect: async () => new Kysely<Schema>({ dialect: await createPostgresDialect({ scope: createTransactionScope(), logger }, options) }),
    openStore: () => createRecordStore({ url, clock, logger }),
    destroy: drop,
  };
}

const step = (name: string, ...statements: readonly string[]): Migration => ({ name, statements: () => statements });

function describeMigrations(createPlace: () => Promise<Place>): void {
  let place: Place;
  const databases: Kysely<Schema>[] = [];
  beforeEach(async () => {
    place = await createPlace();
  });
  afterEach(async () => {
    for (const database of databases.splice(0)) await database.destroy();
    await place.destroy();
  });
  const connect = async () => {
    const database = await place.connect();
    databases.push(database);
    return database;
  };
  const run = async (steps: readonly Migration[], database?: Kysely<Schema>) =>
    migrate({ database: database ?? (await connect()), dialectName: place.dialectName, clock, migrations: steps });
  const versions = async () =>
    (await connect()).selectFrom('schema_version').select(['version', 'name', 'applied_at']).orderBy('version').execute();

  it('carries out each step once, in order, and says when', async () => {
    const steps = [step('one', 'create table a (id integer)', 'insert into a values (1)'), step('two', 'insert into a values (2)')];
    await run(steps.slice(0, 1));
    await run(steps);
    await run(steps);
    expect(await versions()).toEqual([
      { version: 1, name: 'one', applied_at: '2026-01-05T09:00:00.000Z' },
      { version: 2, name: 'two', applied_at: '2026-01-05T09:00:00.000Z' },
    ]);
    expect((await sql`select id from a order by id`.execute(await connect())).rows).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('keeps nothing of a step that fails, and goes on there the next time', async () => {
    const first = step('one', 'create table a (id integer)');
    await expect(run([first, step('two', 'insert into a values (2)', 'insert into missing values (1)')])).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    expect((await versions()).map((row) => row.version)).toEqual([1]);
    expect((await sql`select id from a`.execute(await connect())).rows).toEqual([]);
    await run([first, step('two', 'insert into a values (2)')]);
    expect((await sql`select id from a`.execute(await connect())).rows).toEqual([{ id: 2 }]);
  });

  it('is done by one of several that start at once', async () => {
    const starts = await Promise.all(Array.from({ length: 5 }, () => connect()));
    await Promise.all(
      starts.map((database) => run([step('one', 'create table a (id integer)'), step('two', 'insert into a values (1)')], database)),
    );
    expect((await sql`select id from a`.execute(await connect())).rows).toEqual([{ id: 1 }]);
  });

  it('refuses a schema that a newer Carrel made, and says what to do', async () => {
    await (await place.openStore()).close();
    const database = await connect();
    await database
      .insertInto('schema_version')
      .values({ version: migrations.length + 1, name: 'future', applied_at: '' })
      .execute();
    const opening = place.openStore();
    await expect(opening).rejects.toMatchObject({
      code: 'SCHEMA_TOO_NEW',
      details: { found: migrations.length + 1, supported: migrations.length },
    });
    await expect(opening).rejects.toThrow(/newer Carrel.*restore a backup/);
  });

  it('makes the tables that better-auth asks for, and none of them needs what it does not write', async () => {
    const store = await place.openStore();
    const tables = (await store.kysely.introspection.getTables()).filter((table) =>
      ['user', 'session', 'account', 'verification'].includes(table.name),
    );
    const columns = Object.fromEntries(tables.map((table) => [table.name, table.columns.map((column) => column.name).toSorted()]));
    const common = ['createdAt', 'id', 'updatedAt'];
    expect(columns).toEqual({
      user: [...common, 'email', 'emailVerified', 'image', 'isActive', 'kind', 'lastSignInAt', 'name', 'twoFactorEnabled'].toSorted(),
      session: [...common, 'confirmedAt', 'expiresAt', 'ipAddress', 'isMultiFactor', 'method', 'token', 'userAgent', 'userId'].toSorted(),
      account: [
        ...common,
        'accessToken',
        'accessTokenExpiresAt',
        'accountId',
        'idToken',
        'password',
        'providerId',
        'refreshToken',
        'refreshTokenExpiresAt',
        'scope',
        'userId',
      ].toSorted(),
      verification: [...common, 'expiresAt', 'identifier', 'value'].toSorted(),
    });
    const isActive = tables.find((table) => table.name === 'user')?.columns.find((column) => column.name === 'isActive');
    expect(isActive?.hasDefaultValue).toBe(true);
    await store.close();
  });
}

describe('migrations on SQLite', () => describeMigrations(sqlitePlace));
describe.runIf(await needsPostgres())('migrations on PostgreSQL', () => describeMigrations(postgresPlace));
