import { type Kysely, sql } from 'kysely';
import type { Schema } from '../sql/schema.ts';

/** Every group with each group that it lies in, itself included, by the nestings of now. */
const reach = sql`
  reach (group_id, ancestor_id) as (
    select id, id from user_group where deleted_at is null
    union
    select r.group_id, n.outer_id from reach r cross join group_nesting n where n.group_id = r.ancestor_id and n.valid_to is null
  )`;

/** Brings the closure to what the nestings say now: rows that hold no longer end at `at`, new ones begin. */
export async function renewGroupClosure(transaction: Kysely<Schema>, at: string): Promise<void> {
  await sql`with recursive ${reach}
    update group_closure set valid_to = case when valid_from > ${at} then valid_from else ${at} end
      where valid_to is null and not exists (
        select 1 from reach r where r.group_id = group_closure.group_id and r.ancestor_id = group_closure.ancestor_id
      )`.execute(transaction);
  await sql`with recursive ${reach}
    insert into group_closure (group_id, ancestor_id, valid_from, valid_to)
      select r.group_id, r.ancestor_id, ${at}, null from reach r where not exists (
        select 1 from group_closure c where c.group_id = r.group_id and c.ancestor_id = r.ancestor_id and c.valid_to is null
      )
      on conflict (group_id, ancestor_id, valid_from) do update set valid_to = null`.execute(transaction);
}
