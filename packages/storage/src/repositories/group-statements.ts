import type { AccessRepository, GroupId } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { nextNumber } from './counters.ts';
import { findGroupDetail } from './find-group-detail.ts';

type GroupStatements = Pick<
  AccessRepository,
  'createGroup' | 'findGroup' | 'findGroupByName' | 'listGroups' | 'listGroupsOf' | 'addGroupMember' | 'removeGroupMember'
>;

export function createGroupStatements({ database, atomically }: SqlContext): GroupStatements {
  return {
    findGroup: (id) => findGroupDetail(database, id),
    findGroupByName: async (name) =>
      (await database
        .selectFrom('user_group')
        .select(['id', 'name'])
        .where('name', '=', name)
        .where('deleted_at', 'is', null)
        .executeTakeFirst()) ?? null,

    createGroup: ({ id, name, createdAt }) =>
      atomically(async (transaction) => {
        await transaction.insertInto('user_group').values({ id, name, created_at: createdAt }).execute();
        await transaction
          .insertInto('group_closure')
          .values({ group_id: id, ancestor_id: id, valid_from: createdAt, valid_to: null })
          .execute();
        await nextNumber(transaction, 'access-epoch');
      }),

    async listGroups() {
      const { rows } = await sql<{ id: GroupId; name: string; member_count: number }>`
        select g.id, g.name, (select count(*) from group_member m where m.group_id = g.id and m.valid_to is null) as member_count
          from user_group g where g.deleted_at is null order by g.name`.execute(database);
      return rows.map((row) => ({ id: row.id, name: row.name, memberCount: row.member_count }));
    },

    listGroupsOf: (userId) =>
      database
        .selectFrom('group_member as m')
        .innerJoin('user_group as g', 'g.id', 'm.group_id')
        .select(['g.id', 'g.name'])
        .where('m.user_id', '=', userId)
        .where('m.valid_to', 'is', null)
        .orderBy('g.name')
        .execute(),

    addGroupMember: (groupId, userId, at) =>
      atomically(async (transaction) => {
        const { rows } = await sql`
          insert into group_member (group_id, user_id, valid_from, valid_to)
            select ${groupId}, ${userId}, ${at}, null
              where not exists (select 1 from group_member where group_id = ${groupId} and user_id = ${userId} and valid_to is null)
            on conflict (group_id, user_id, valid_from) do update set valid_to = null
            returning group_id`.execute(transaction);
        if (rows.length > 0) await nextNumber(transaction, 'access-epoch');
        return rows.length > 0;
      }),

    removeGroupMember: (groupId, userId, at) =>
      atomically(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('group_member')
          .set(({ eb, ref }) => ({ valid_to: eb.case().when('valid_from', '>', at).then(ref('valid_from')).else(at).end() }))
          .where('group_id', '=', groupId)
          .where('user_id', '=', userId)
          .where('valid_to', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows > 0n) await nextNumber(transaction, 'access-epoch');
        return numUpdatedRows > 0n;
      }),
  };
}
