import type { UserId } from '@carrel/core';
import { type RawBuilder, sql } from 'kysely';
import type { DialectName } from '../sql/schema.ts';

/** Half-open: from `valid_from` until before `valid_to`. Times are text of one form, so their order is that of time. */
export const holdsAt = (table: string, at: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.valid_from`)} <= ${at} and (${sql.ref(`${table}.valid_to`)} is null or ${sql.ref(`${table}.valid_to`)} > ${at})`;

/** Of whom a column must be one. */
export type IsReader = (column: string) => RawBuilder<boolean>;

/**
 * The three ways in which a grant reaches a person, each as what follows `select …`: with the grant as `g` and, for a group,
 * the membership as `m` and the closure as `c`. The rule (`visible-policies.ts`) and its explanation (`readers-statements.ts`)
 * are built of these and of nothing else, so that the two cannot come to differ.
 *
 * CROSS JOIN is SQLite's way of being told the order: left to itself it goes through every grant for every group of the
 * user (200 ms instead of 5 at 2,500 grants and 200 groups). To PostgreSQL it is a join like any other.
 */
export const heldGrants = {
  everyone: (at: string): RawBuilder<unknown> =>
    sql`from policy_grant g where g.principal_kind = 'everyone' and g.principal_id = '' and ${holdsAt('g', at)}`,
  direct: (isReader: IsReader, at: string): RawBuilder<unknown> =>
    sql`from policy_grant g where g.principal_kind = 'user' and ${isReader('g.principal_id')} and ${holdsAt('g', at)}`,
  byGroup: (isReader: IsReader, at: string): RawBuilder<unknown> =>
    sql`from group_member m cross join group_closure c cross join policy_grant g
      where c.group_id = m.group_id and g.principal_kind = 'group' and g.principal_id = c.ancestor_id
        and ${isReader('m.user_id')} and ${holdsAt('m', at)} and ${holdsAt('c', at)} and ${holdsAt('g', at)}`,
};

/** Column `column` is one of the readers; null: anybody. */
export function isOneOf(readers: readonly UserId[] | null): IsReader {
  return (column) => (readers === null ? sql<boolean>`1 = 1` : sql<boolean>`${sql.ref(column)} in (${sql.join(readers)})`);
}

/**
 * Whether the person of table `u` was there and active. Somebody whom the flag calls inactive and of whom nothing is known
 * since when counts as never active.
 */
export function wasActive(dialectName: DialectName, at: string): RawBuilder<boolean> {
  const moment = dialectName === 'sqlite' ? sql`${at}` : sql`${at}::text::timestamptz`;
  return sql<boolean>`u."createdAt" <= ${moment}
    and not exists (select 1 from user_inactivity i where i.user_id = u.id and ${holdsAt('i', at)})
    and (u."isActive" = 1 or exists (select 1 from user_inactivity i where i.user_id = u.id and i.valid_to is null and i.valid_from > ${at}))`;
}
