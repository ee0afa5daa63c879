import type { PolicyId, UserId } from '@carrel/core';
import { type RawBuilder, sql } from 'kysely';

/** Half-open: from `valid_from` until before `valid_to`. Times are text of one form, so their order is that of time. */
const holdsAt = (table: string, at: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.valid_from`)} <= ${at} and (${sql.ref(`${table}.valid_to`)} is null or ${sql.ref(`${table}.valid_to`)} > ${at})`;

/**
 * A query for the ids of the policies that **every** user of the audience may read at `at`: the one rule of who may read
 * what, put as a subquery into every statement that serves documents, so that rule and rows are of one moment.
 *
 * CROSS JOIN is SQLite's way of being told the order: left to itself it goes through every grant for every group of the
 * user (200 ms instead of 5 at 2,500 grants and 200 groups). To PostgreSQL it is a join like any other.
 *
 * Somebody who is unknown or deactivated may read nothing, and then neither may the audience. An empty audience reads
 * nothing. A grant to curate includes reading.
 */
export function visiblePolicyIds(audience: readonly UserId[], at: string): RawBuilder<PolicyId> {
  const readers = [...new Set(audience)];
  if (readers.length === 0) return sql<PolicyId>`select id from policy where 1 = 0`;
  const isReader = (column: string) => sql<boolean>`${sql.ref(column)} in (${sql.join(readers)})`;
  const isKnown = sql<boolean>`(select count(*) from "user" where ${isReader('user.id')} and "isActive" = 1) = ${readers.length}`;
  return sql<PolicyId>`
    select g.policy_id from policy_grant g
      where g.principal_kind = 'everyone' and g.principal_id = '' and ${holdsAt('g', at)} and ${isKnown}
    union
    select granted.policy_id from (
      select g.policy_id, g.principal_id as user_id from policy_grant g
        where g.principal_kind = 'user' and ${isReader('g.principal_id')} and ${holdsAt('g', at)}
      union
      select g.policy_id, m.user_id from group_member m cross join group_closure c cross join policy_grant g
        where c.group_id = m.group_id and g.principal_kind = 'group' and g.principal_id = c.ancestor_id
          and ${isReader('m.user_id')} and ${holdsAt('m', at)} and ${holdsAt('g', at)}
    ) as granted
      where ${isKnown} group by granted.policy_id having count(*) = ${readers.length}`;
}
