import type { RightsRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { principalColumns, toPrincipal } from './grant-rows.ts';
import { heldGrants, holdsAt, isOneOf } from './held-grants.ts';

type CuratorStatements = Pick<RightsRepository, 'addCurator' | 'endCurator' | 'listCurators' | 'mayCurate'>;

export function createCuratorStatements({ database }: SqlContext): CuratorStatements {
  return {
    async addCurator({ collectionId, principal, validFrom, validTo }) {
      const { principal_kind, principal_id } = principalColumns(principal);
      const { rows } = await sql`
        insert into collection_curator (collection_id, principal_kind, principal_id, valid_from, valid_to)
          select ${collectionId}, ${principal_kind}, ${principal_id}, ${validFrom}, ${validTo}
            where not exists (
              select 1 from collection_curator where collection_id = ${collectionId} and principal_kind = ${principal_kind}
                and principal_id = ${principal_id} and valid_to is null
            )
          on conflict (collection_id, principal_kind, principal_id, valid_from) do update set valid_to = ${validTo}
          returning collection_id`.execute(database);
      return rows.length > 0;
    },

    async endCurator({ collectionId, principal, at }) {
      const { principal_kind, principal_id } = principalColumns(principal);
      const { rows } = await sql`
        update collection_curator set valid_to = case when valid_from > ${at} then valid_from else ${at} end
          where collection_id = ${collectionId} and principal_kind = ${principal_kind} and principal_id = ${principal_id}
            and (valid_to is null or (valid_to > ${at} and valid_to > valid_from))
          returning collection_id`.execute(database);
      return rows.length > 0;
    },

    async listCurators(collectionId) {
      const rows = await database
        .selectFrom('collection_curator')
        .selectAll()
        .where('collection_id', '=', collectionId)
        .orderBy('valid_from')
        .orderBy('principal_kind')
        .orderBy('principal_id')
        .execute();
      return rows.map((row) => ({ collectionId, principal: toPrincipal(row), validFrom: row.valid_from, validTo: row.valid_to }));
    },

    async mayCurate(userId, { collectionId, policyId }, at) {
      const isReader = isOneOf([userId]);
      const isThisPolicy = sql<boolean>`g.policy_id = ${policyId} and g.access_right = 'curate'`;
      const { rows } = await sql`
        select 1 from collection_curator k where k.collection_id = ${collectionId} and ${holdsAt('k', at)} and (
          k.principal_kind = 'everyone' or (k.principal_kind = 'user' and k.principal_id = ${userId})
          or (k.principal_kind = 'group' and k.principal_id in (
            select c.ancestor_id from group_member m cross join group_closure c
              where c.group_id = m.group_id and m.user_id = ${userId} and ${holdsAt('m', at)} and ${holdsAt('c', at)}
          )))
        union all
        select 1 ${heldGrants.everyone(at)} and ${isThisPolicy}
        union all
        select 1 ${heldGrants.direct(isReader, at)} and ${isThisPolicy}
        union all
        select 1 ${heldGrants.byGroup(isReader, at)} and ${isThisPolicy}
        limit 1`.execute(database);
      return rows.length > 0;
    },
  };
}
