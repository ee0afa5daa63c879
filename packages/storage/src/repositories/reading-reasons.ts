import type { GroupId, PolicyId, ReadingReason, UserId } from '@carrel/core';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { PolicyGrantTable, Schema } from '../sql/schema.ts';
import { toPrincipal } from './grant-rows.ts';
import { heldGrants, holdsAt, isOneOf } from './held-grants.ts';

/** A way to a policy, with whom it is for: null for a grant to everyone. */
export interface FoundReason {
  readonly policyId: PolicyId;
  readonly userId: UserId | null;
  readonly reason: ReadingReason;
}

type ReasonRow = PolicyGrantTable & { readonly reader_id: UserId | null; readonly member_group: GroupId | null };

/** Every grant that reaches one of the readers at `at`, each way of it once; of one policy or of all. */
export async function findReasons(
  database: Kysely<Schema>,
  { readers, at, policyId }: { readonly readers: readonly UserId[]; readonly at: string; readonly policyId?: PolicyId },
): Promise<readonly FoundReason[]> {
  if (readers.length === 0) return [];
  const isReader = isOneOf(readers);
  const grant = sql`g.policy_id, g.principal_kind, g.principal_id, g.access_right, g.valid_from, g.valid_to`;
  const isWanted: RawBuilder<boolean> = policyId === undefined ? sql<boolean>`1 = 1` : sql<boolean>`g.policy_id = ${policyId}`;
  const { rows } = await sql<ReasonRow>`
    select null as reader_id, null as member_group, ${grant} ${heldGrants.everyone(at)} and ${isWanted}
    union all
    select g.principal_id, null, ${grant} ${heldGrants.direct(isReader, at)} and ${isWanted}
    union all
    select m.user_id, m.group_id, ${grant} ${heldGrants.byGroup(isReader, at)} and ${isWanted}
    order by 3, 4, 5, 2, 6, 7`.execute(database);
  const groupsBetween = rows.some((row) => row.member_group !== null) ? await readChains(database, at) : () => [];
  return rows.map((row) => ({
    policyId: row.policy_id,
    userId: row.reader_id,
    reason: {
      right: row.access_right,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      principal: toPrincipal(row),
      groups: row.member_group === null ? [] : groupsBetween(row.member_group, row.principal_id),
    },
  }));
}

type Group = ReadingReason['groups'][number];

/** Gives the shortest chain from a group outwards to one that it lies in, by the nestings that held at `at`. */
async function readChains(database: Kysely<Schema>, at: string): Promise<(from: GroupId, to: string) => readonly Group[]> {
  const nestings = await database
    .selectFrom('group_nesting as n')
    .select(['n.group_id', 'n.outer_id'])
    .where(holdsAt('n', at))
    .orderBy('n.outer_id')
    .execute();
  const names = new Map(
    (await database.selectFrom('user_group').select(['id', 'name', 'deleted_name']).execute()).map((one) => [
      one.id,
      one.deleted_name ?? one.name,
    ]),
  );
  const outward = new Map<GroupId, GroupId[]>();
  for (const { group_id, outer_id } of nestings) outward.set(group_id, [...(outward.get(group_id) ?? []), outer_id]);
  return (from, to) => chainBetween(outward, from, to).map((id) => ({ id, name: names.get(id) ?? id }));
}

function chainBetween(outward: ReadonlyMap<GroupId, readonly GroupId[]>, from: GroupId, to: string): readonly GroupId[] {
  const cameFrom = new Map<GroupId, GroupId | null>([[from, null]]);
  for (const group of cameFrom.keys()) {
    if (group === to) {
      const chain: GroupId[] = [];
      for (let step: GroupId | null = group; step !== null; step = cameFrom.get(step) ?? null) chain.unshift(step);
      return chain;
    }
    for (const outer of outward.get(group) ?? []) if (!cameFrom.has(outer)) cameFrom.set(outer, group);
  }
  return [from];
}
