import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { needs } from './require.ts';

/** Where tests look for a server: `CARREL_TEST_POSTGRES_URL`, or the default port of this machine. */
const serverUrl = process.env['CARREL_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const connectTimeoutMs = 2_000;

/** For `describe.runIf(await needsPostgres())`. */
export async function needsPostgres(): Promise<boolean> {
  const isThere = await onServer((client) => client.query('select 1')).then(
    () => true,
    () => false,
  );
  return needs(
    'PostgreSQL',
    isThere,
    'Start one on 127.0.0.1:5432, or name one in CARREL_TEST_POSTGRES_URL (a user who may create databases).',
  );
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A new, empty database with a name of its own. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `carrel_test_${randomBytes(6).toString('hex')}`;
  await onServer((client) => client.query(`create database ${name}`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => onServer(async (client) => void (await client.query(`drop database if exists ${name} with (force)`))),
  };
}

/** One connection for one piece of work, for what a repository would not do. */
export async function onPostgres<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

function onServer<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  return onPostgres(serverUrl, work);
}
