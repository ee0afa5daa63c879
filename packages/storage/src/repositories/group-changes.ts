import type { AccessRepository } from '@carrel/core';
import { type RawBuilder, sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { nextNumber } from './counters.ts';
import { endGrants } from './end-grants.ts';
import { renewGroupClosure } from './group-closure.ts';

export function createGroupChanges({ database, atomically }: SqlContext): Pick<AccessRepository, 'renameGroup' | 'deleteGroup'> {
  return {
    async renameGroup(id, name) {
      const { numUpdatedRows } = await database
        .updateTable('user_group')
        .set({ name })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    deleteGroup: (id, at) =>
      atomically(async (transaction) => {
        await nextNumber(transaction, 'access-epoch');
        await transaction
          .updateTable('user_group')
          .set(({ ref }) => ({ deleted_name: ref('name'), name: id, deleted_at: at }))
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .execute();
        const endOpen = (table: 'group_member' | 'group_nesting' | 'collection_curator', isIts: RawBuilder<boolean>) =>
          sql`update ${sql.table(table)} set valid_to = case when valid_from > ${at} then valid_from else ${at} end
            where valid_to is null and (${isIts})`.execute(transaction);
        await endOpen('group_member', sql<boolean>`group_id = ${id}`);
        await endOpen('group_nesting', sql<boolean>`group_id = ${id} or outer_id = ${id}`);
        await endOpen('collection_curator', sql<boolean>`principal_kind = 'group' and principal_id = ${id}`);
        await renewGroupClosure(transaction, at);
        return endGrants(transaction, at, (query) => query.where('principal_kind', '=', 'group').where('principal_id', '=', id));
      }),
  };
}
