import type { ScimKind, ScimMatch, ScimRepository, ScimResource, UserId } from '@carrel/core';
import type { ScimResourceTable } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';

export function createScimRepository({ database }: SqlContext): ScimRepository {
  const matching = (providerId: UserId, kind: ScimKind, { localId, externalId, userName }: ScimMatch) => {
    let query = database.selectFrom('scim_resource').where('provider_id', '=', providerId).where('kind', '=', kind);
    if (localId !== undefined) query = query.where('local_id', '=', localId);
    if (externalId !== undefined) query = query.where('external_id', '=', externalId);
    if (userName !== undefined) query = query.where('user_name_key', '=', userName.toLowerCase());
    return query;
  };

  return {
    async save(resource) {
      const { kind, localId, ...rest } = resource;
      const facts = {
        provider_id: rest.providerId,
        external_id: rest.externalId,
        user_name: rest.userName,
        user_name_key: rest.userName?.toLowerCase() ?? null,
        given_name: rest.givenName,
        family_name: rest.familyName,
        updated_at: rest.updatedAt,
        deleted_at: rest.deletedAt,
      };
      await database
        .insertInto('scim_resource')
        .values({ kind, local_id: localId, created_at: rest.createdAt, ...facts })
        .onConflict((conflict) => conflict.columns(['kind', 'local_id']).doUpdateSet(facts))
        .execute();
    },

    async find(providerId, kind, match) {
      const row = await matching(providerId, kind, match).selectAll().orderBy('created_at').orderBy('local_id').executeTakeFirst();
      return row === undefined ? null : toResource(row);
    },

    async list(providerId, kind, { match, offset, limit }) {
      const live = matching(providerId, kind, match).where('deleted_at', 'is', null);
      const counted = await live.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      const rows = await live.selectAll().orderBy('created_at').orderBy('local_id').limit(limit).offset(offset).execute();
      return { total: Number(counted.total), items: rows.map(toResource) };
    },
  };
}

function toResource(row: ScimResourceTable): ScimResource {
  return {
    providerId: row.provider_id,
    kind: row.kind,
    localId: row.local_id,
    externalId: row.external_id,
    userName: row.user_name,
    givenName: row.given_name,
    familyName: row.family_name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
  };
}
