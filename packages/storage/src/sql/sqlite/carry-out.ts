import type { CompiledQuery, QueryResult } from 'kysely';
import { assertStorable, toSqliteValue } from '../checked-parameters.ts';
import type { SqliteConnectionThread } from './sqlite-connection-thread.ts';
import type { SqliteRequest } from './sqlite-thread-protocol.ts';

/** Carries out one of Kysely's statements in a thread. */
export async function carryOut<Row>(
  thread: SqliteConnectionThread,
  statement: CompiledQuery,
  place: { readonly transaction: NonNullable<SqliteRequest['transaction']>; readonly incarnation: number } | null = null,
): Promise<QueryResult<Row>> {
  assertStorable(statement.parameters);
  const outcome = await thread.execute({
    sql: statement.sql,
    parameters: statement.parameters.map(toSqliteValue),
    ...place,
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Kysely's contract: who writes the query names the type of its rows.
  const rows = outcome.rows as Row[];
  return outcome.changes === undefined ? { rows } : { rows, numAffectedRows: BigInt(outcome.changes) };
}
