import type { Collection, CollectionRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { CollectionTable } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { createCollectionDeletion } from './collection-deletion.ts';
import { createCollectionKeys } from './collection-keys.ts';
import { nextNumber } from './counters.ts';
import { visiblePolicyIds } from './visible-policies.ts';

export function createCollectionRepository(context: SqlContext): CollectionRepository {
  const { database, dialectName, atomically } = context;
  const find: CollectionRepository['find'] = async (id) => {
    const row = await database.selectFrom('collection').selectAll().where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst();
    return row ? toCollection(row) : null;
  };

  return {
    ...createCollectionKeys(context),
    ...createCollectionDeletion(context),
    find,

    create: ({ id, name, description, defaultPolicyId, createdAt }) =>
      atomically(async (transaction) => {
        const key = await nextNumber(transaction, 'collection-key');
        await transaction
          .insertInto('collection')
          .values({ id, key, name, description, default_policy_id: defaultPolicyId, created_at: createdAt, deleted_at: null })
          .execute();
        return { id, key, name, description, defaultPolicyId, createdAt };
      }),

    async findByName(name) {
      const row = await database
        .selectFrom('collection')
        .selectAll()
        .where('name', '=', name)
        .where('deleted_at', 'is', null)
        .orderBy('created_at')
        .orderBy('id')
        .executeTakeFirst();
      return row ? toCollection(row) : null;
    },

    async listVisible(audience, at) {
      const { rows } = await sql<CollectionTable & { document_count: number }>`
        with visible (policy_id) as (${visiblePolicyIds({ dialectName, audience, at })}),
        readable (collection_id, document_count) as (
          select collection_id, count(*) from document
            where deleted_at is null and policy_id in (select policy_id from visible) group by collection_id
        )
        select c.*, coalesce(r.document_count, 0) as document_count from collection c
          left join readable r on r.collection_id = c.id
          where c.deleted_at is null and (r.document_count > 0 or c.default_policy_id in (select policy_id from visible))
          order by c.name, c.id`.execute(database);
      return rows.map((row) => ({ ...toCollection(row), documentCount: row.document_count }));
    },

    async update(id, change) {
      const columns = {
        ...(change.name !== undefined && { name: change.name }),
        ...(change.description !== undefined && { description: change.description }),
        ...(change.defaultPolicyId !== undefined && { default_policy_id: change.defaultPolicyId }),
      };
      if (Object.keys(columns).length === 0) return find(id);
      const row = await database
        .updateTable('collection')
        .set(columns)
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .returningAll()
        .executeTakeFirst();
      return row ? toCollection(row) : null;
    },
  };
}

function toCollection(row: CollectionTable): Collection {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    description: row.description,
    defaultPolicyId: row.default_policy_id,
    createdAt: row.created_at,
  };
}
