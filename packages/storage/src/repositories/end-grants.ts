import type { Grant } from '@carrel/core';
import type { Kysely, UpdateQueryBuilder, UpdateResult } from 'kysely';
import type { Schema } from '../sql/schema.ts';
import { toGrant } from './grant-rows.ts';

type GrantUpdate = UpdateQueryBuilder<Schema, 'policy_grant', 'policy_grant', UpdateResult>;

/** Ends the grants that hold now or would hold later, of those that `which` leaves. A grant that has not begun never will: it ends where it begins. */
export async function endGrants(
  transaction: Kysely<Schema>,
  at: string,
  which: (query: GrantUpdate) => GrantUpdate,
): Promise<readonly Grant[]> {
  const rows = await which(transaction.updateTable('policy_grant'))
    .set(({ eb, ref }) => ({ valid_to: eb.case().when('valid_from', '>', at).then(ref('valid_from')).else(at).end() }))
    .where(({ eb, ref }) => eb.or([eb('valid_to', 'is', null), eb.and([eb('valid_to', '>', at), eb('valid_to', '>', ref('valid_from'))])]))
    .returningAll()
    .execute();
  return rows.map(toGrant);
}
