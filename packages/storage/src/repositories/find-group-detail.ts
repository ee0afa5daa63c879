import type { GroupDetail, GroupId, UserId } from '@carrel/core';
import { type Kysely, sql } from 'kysely';
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
    everybody: await findEverybody(database, id),
  };
}

interface ReachedRow {
  readonly user_id: UserId;
  readonly name: string;
  readonly email: string;
  readonly group_id: GroupId;
  readonly group_name: string;
}

/** By the closure, as the check of rights does. */
async function findEverybody(database: Kysely<Schema>, id: GroupId): Promise<GroupDetail['everybody']> {
  const { rows } = await sql<ReachedRow>`
    select u.id as user_id, u.name, u.email, g.id as group_id, g.name as group_name
      from group_closure c cross join group_member m join "user" u on u.id = m.user_id join user_group g on g.id = m.group_id
      where c.ancestor_id = ${id} and c.valid_to is null and m.group_id = c.group_id and m.valid_to is null
      order by u.name, u.id, g.name, g.id`.execute(database);
  const people = new Map<UserId, GroupDetail['everybody'][number]>();
  for (const { user_id: userId, name, email, group_id, group_name } of rows) {
    const through = [...(people.get(userId)?.through ?? []), { id: group_id, name: group_name }];
    people.set(userId, { userId, name, email, through });
  }
  return [...people.values()];
}
