import type {
  AccessMatrix,
  CollectionId,
  GrantRight,
  GroupId,
  MatrixCell,
  PolicyId,
  RightsRepository,
  SensitivityLabel,
} from '@carrel/core';
import { groupIdSchema } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { holdsAt } from './held-grants.ts';

interface GrantRow {
  readonly policy_id: PolicyId;
  readonly principal_id: string;
  readonly access_right: GrantRight;
  readonly valid_to: string | null;
}

export function createMatrixStatements({ database }: SqlContext): Pick<RightsRepository, 'readMatrix'> {
  return {
    async readMatrix(at) {
      const collections = await sql<CollectionRow>`
        select c.id, c.name, p.id as policy_id, p.key, p.name as policy_name, p.label from collection c
          join policy p on p.id = c.default_policy_id order by c.name, c.id`.execute(database);
      const groups = await database
        .selectFrom('user_group')
        .select(['id', 'name'])
        .where('deleted_at', 'is', null)
        .orderBy('name')
        .orderBy('id')
        .execute();
      const grants = await sql<GrantRow>`
        select g.policy_id, g.principal_id, g.access_right, g.valid_to from policy_grant g
          where g.principal_kind in ('group', 'everyone') and ${holdsAt('g', at)}
            and g.policy_id in (select default_policy_id from collection)
          order by g.policy_id, g.principal_id, g.access_right`.execute(database);
      const closure = await sql<{ group_id: GroupId; ancestor_id: GroupId }>`
        select c.group_id, c.ancestor_id from group_closure c
          where c.group_id <> c.ancestor_id and ${holdsAt('c', at)} order by c.group_id, c.ancestor_id`.execute(database);
      return {
        collections: collections.rows.map(toCollection),
        groups,
        cells: cellsOf(
          groups.map(({ id }) => id),
          grants.rows,
          closure.rows,
        ),
      };
    },
  };
}

interface CollectionRow {
  readonly id: CollectionId;
  readonly name: string;
  readonly policy_id: PolicyId;
  readonly key: number;
  readonly policy_name: string;
  readonly label: SensitivityLabel;
}

function toCollection({ id, name, policy_id, key, policy_name, label }: CollectionRow): AccessMatrix['collections'][number] {
  return { id, name, policy: { id: policy_id, key, name: policy_name, label } };
}

function cellsOf(
  groups: readonly GroupId[],
  grants: readonly GrantRow[],
  closure: readonly { readonly group_id: GroupId; readonly ancestor_id: GroupId }[],
): readonly MatrixCell[] {
  const byPolicy = Map.groupBy(grants, (grant) => grant.policy_id);
  const outward = Map.groupBy(closure, (row) => row.group_id);
  return [...byPolicy].flatMap(([policyId, held]) =>
    groups.flatMap((groupId): readonly MatrixCell[] => {
      const outer = new Set<string>((outward.get(groupId) ?? []).map((row) => row.ancestor_id));
      const own = strongest(held.filter((grant) => grant.principal_id === groupId));
      const other = strongest(held.filter((grant) => grant.principal_id === '' || outer.has(grant.principal_id)));
      if (own === null && other === null) return [];
      return [
        {
          policyId,
          groupId,
          direct: own?.access_right ?? null,
          directUntil: own?.valid_to ?? null,
          inherited: other && {
            right: other.access_right,
            from: other.principal_id === '' ? 'everyone' : groupIdSchema.parse(other.principal_id),
          },
        },
      ];
    }),
  );
}

/** Curating includes reading; of two grants of one right the one that lasts longer. */
function strongest(grants: readonly GrantRow[]): GrantRow | null {
  return grants.reduce<GrantRow | null>((best, grant) => (best === null || isStronger(grant, best) ? grant : best), null);
}

function isStronger(grant: GrantRow, best: GrantRow): boolean {
  if (grant.access_right !== best.access_right) return grant.access_right === 'curate';
  return best.valid_to !== null && (grant.valid_to === null || grant.valid_to > best.valid_to);
}
