import { CarrelError } from '@carrel/core';
import type { Kysely } from 'kysely';
import type { Schema } from '../sql/schema.ts';

type CounterName = 'generation' | 'policy-key' | 'collection-key' | 'access-epoch' | 'zone-epoch';

/** The largest number that an index row can carry. */
const maxInt32 = 2_147_483_647;

/** Counts up and gives the new number, which nobody else gets. @throws INTERNAL beyond 32 bits. */
export async function nextNumber(database: Kysely<Schema>, name: CounterName): Promise<number> {
  const row = await database
    .updateTable('counter')
    .set(({ eb }) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow();
  if (row.value > maxInt32) throw new CarrelError('INTERNAL', { message: `the counter "${name}" has left 32 bits` });
  return row.value;
}
