import type { AccessRepository, Policy } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';
import { nextNumber } from './counters.ts';
import { endGrants } from './end-grants.ts';
import { policyOf, type PolicyRow } from './policy-row.ts';

const columns = ['id', 'key', 'name', 'label', 'is_strict'] as const;

type PolicyStatements = Pick<
  AccessRepository,
  'createPolicy' | 'findPolicy' | 'findPolicyByName' | 'listPolicies' | 'updatePolicy' | 'deletePolicy' | 'zoneEpoch'
>;

export function createPolicyStatements({ database, atomically }: SqlContext): PolicyStatements {
  const livePolicies = () => database.selectFrom('policy').select(columns).where('deleted_at', 'is', null);
  const findPolicy: AccessRepository['findPolicy'] = async (id) => toPolicy(await livePolicies().where('id', '=', id).executeTakeFirst());

  return {
    createPolicy: ({ id, name, label, createdAt, isStrict = false }) =>
      atomically(async (transaction) => {
        const key = await nextNumber(transaction, 'policy-key');
        await transaction
          .insertInto('policy')
          .values({ id, key, name, label, is_strict: isStrict ? 1 : 0, created_at: createdAt })
          .execute();
        await nextNumber(transaction, 'access-epoch');
        return { id, key, name, label, isStrict };
      }),
    findPolicy,
    findPolicyByName: async (name) => toPolicy(await livePolicies().where('name', '=', name).executeTakeFirst()),
    listPolicies: async () => (await livePolicies().orderBy('name').execute()).map(policyOf),

    updatePolicy: (id, { name, label, isStrict }) =>
      atomically(async (transaction) => {
        if (name === undefined && label === undefined && isStrict === undefined) return findPolicy(id);
        if (isStrict !== undefined) await nextNumber(transaction, 'zone-epoch');
        const row = await transaction
          .updateTable('policy')
          .set({
            ...(name !== undefined && { name }),
            ...(label !== undefined && { label }),
            ...(isStrict !== undefined && { is_strict: isStrict ? 1 : 0 }),
          })
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .returning(columns)
          .executeTakeFirst();
        return toPolicy(row);
      }),

    async zoneEpoch() {
      const row = await database.selectFrom('counter').select('value').where('name', '=', 'zone-epoch').executeTakeFirstOrThrow();
      return row.value;
    },

    deletePolicy: (id, at) =>
      atomically(async (transaction) => {
        // Before anything is read: whoever gives a document this policy at the same time counts the same number up.
        await nextNumber(transaction, 'access-epoch');
        const isUsed = (table: 'document' | 'collection' | 'source', column: 'policy_id' | 'default_policy_id') =>
          transaction
            .selectFrom(table)
            .select('id')
            .where(({ eb, ref }) => eb(ref(column), '=', id))
            .where('deleted_at', 'is', null)
            .limit(1)
            .executeTakeFirst();
        for (const [table, column] of [
          ['document', 'policy_id'],
          ['collection', 'default_policy_id'],
          ['source', 'policy_id'],
        ] as const)
          if ((await isUsed(table, column)) !== undefined) return { type: 'in-use' };
        const ended = await endGrants(transaction, at, (query) => query.where('policy_id', '=', id));
        await transaction
          .updateTable('policy')
          .set(({ ref }) => ({ deleted_name: ref('name'), name: id, deleted_at: at }))
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .execute();
        return { type: 'deleted', ended };
      }),
  };
}

function toPolicy(row: PolicyRow | undefined): Policy | null {
  return row === undefined ? null : policyOf(row);
}
