import type { PolicyId, UserId } from '@carrel/core';
import { type RawBuilder, sql } from 'kysely';
import type { DialectName } from '../sql/schema.ts';
import { heldGrants, isOneOf, wasActive } from './held-grants.ts';

/** Who reads, and when. */
export interface Reading {
  readonly dialectName: DialectName;
  readonly audience: readonly UserId[];
  readonly at: string;
}

/**
 * A query for the ids of the policies that **every** user of the audience may read at `at`: the one rule of who may read
 * what, put as a subquery into every statement that serves documents, so that rule and rows are of one moment.
 *
 * Somebody who is unknown, or was not there or deactivated at that moment, may read nothing, and then neither may the
 * audience. An empty audience reads nothing. A grant to curate includes reading.
 */
export function visiblePolicyIds({ dialectName, audience, at }: Reading): RawBuilder<PolicyId> {
  const readers = [...new Set(audience)];
  if (readers.length === 0) return sql<PolicyId>`select id from policy where 1 = 0`;
  const isReader = isOneOf(readers);
  const isKnown = sql<boolean>`(select count(*) from "user" u where ${isReader('u.id')} and ${wasActive(dialectName, at)}) = ${readers.length}`;
  return sql<PolicyId>`
    select g.policy_id ${heldGrants.everyone(at)} and ${isKnown}
    union
    select granted.policy_id from (
      select g.policy_id, g.principal_id as user_id ${heldGrants.direct(isReader, at)}
      union
      select g.policy_id, m.user_id ${heldGrants.byGroup(isReader, at)}
    ) as granted
      where ${isKnown} group by granted.policy_id having count(*) = ${readers.length}`;
}
