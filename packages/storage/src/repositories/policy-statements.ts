import type { AccessRepository, Policy } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';
import { nextNumber } from './counters.ts';
import { endGrants } from './end-grants.ts';

const columns = ['id', 'key', 'name', 'label'] as const;

type PolicyStatements = Pick<
  AccessRepository,
  'createPolicy' | 'findPolicy' | 'findPolicyByName' | 'listPolicies' | 'updatePolicy' | 'deletePolicy'
>;

export function createPolicyStatements({ database, atomically }: SqlContext): PolicyStatements {
  const livePolicies = () => database.selectFrom('policy').select(columns).where('deleted_at', 'is', null);
  const findPolicy: AccessRepository['findPolicy'] = async (id) => (await livePolicies().where('id', '=', id).executeTakeFirst()) ?? null;

  return {
    createPolicy: ({ id, name, label, createdAt }) =>
      atomically(async (transaction) => {
        const policy: Policy = { id, name, label, key: await nextNumber(transaction, 'policy-key') };
        await transaction
          .insertInto('policy')
          .values({ ...policy, created_at: createdAt })
          .execute();
        await nextNumber(transaction, 'access-epoch');
        return policy;
      }),
    findPolicy,
    findPolicyByName: async (name) => (await livePolicies().where('name', '=', name).executeTakeFirst()) ?? null,
    listPolicies: () => livePolicies().orderBy('name').execute(),

    async updatePolicy(id, { name, label }) {
      if (name === undefined && label === undefined) return findPolicy(id);
      const row = await database
        .updateTable('policy')
        .set({ ...(name !== undefined && { name }), ...(label !== undefined && { label }) })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .returning(columns)
        .executeTakeFirst();
      return row ?? null;
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
