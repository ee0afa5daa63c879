import type { TestApi } from './start-test-api.ts';

/** Tables that change by themselves: the log, whose events the tests look at one by one, and leases. */
const moving = /^(?:audit_|lease|counter|schema_version|setting|sqlite_)/;

/**
 * Everything that the database holds, as text, for tests that prove that nothing changed. The time of the last use of a session is
 * left out.
 */
export async function allRows(api: TestApi): Promise<Readonly<Record<string, string>>> {
  const { kysely } = api.api.composed.store;
  const tables = (await kysely.introspection.getTables()).map(({ name }) => name).filter((name) => !moving.test(name));
  const found: Record<string, string> = {};
  for (const name of tables.toSorted()) {
    const rows = await kysely
      .selectFrom(name as 'user')
      .selectAll()
      .execute();
    found[name] = rows
      .map((row) => JSON.stringify({ ...row, ...(name === 'session' && { updatedAt: null, expiresAt: null }) }))
      .toSorted()
      .join('\n');
  }
  return found;
}
