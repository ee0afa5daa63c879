import type { GroupDetail, GroupId } from '@carrel/core';
import type { Kysely } from 'kysely';
import type { Schema } from '../sql/schema.ts';

export async function findGroupDetail(database: Kysely<Schema>, id: GroupId): Promise<GroupDetail | null> {
  const group = await database
    .selectFrom('user_group')
    .select(['id', 'name', 'created_at'])
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (group === undefined) return null;
  const members = await database
    .selectFrom('group_member as m')
    .innerJoin('user as u', 'u.id', 'm.user_id')
    .select(['u.id as userId', 'u.name', 'u.email', 'm.valid_from as since'])
    .where('m.group_id', '=', id)
    .where('m.valid_to', 'is', null)
    .orderBy('u.name')
    .orderBy('u.id')
    .execute();
  const nested = (far: 'group_id' | 'outer_id', near: 'group_id' | 'outer_id') =>
    database
      .selectFrom('group_nesting as n')
      .innerJoin('user_group as g', 'g.id', `n.${far}`)
      .select(['g.id', 'g.name', 'n.valid_from as since'])
      .where(`n.${near}`, '=', id)
      .where('n.valid_to', 'is', null)
      .orderBy('g.name')
      .execute();
  return {
    id: group.id,
    name: group.name,
    createdAt: group.created_at,
    members,
    innerGroups: await nested('group_id', 'outer_id'),
    outerGroups: await nested('outer_id', 'group_id'),
  };
}
