import type { AccessRepository, Policy } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';
import { nextNumber } from './counters.ts';

const columns = ['id', 'key', 'name', 'label'] as const;

export function createPolicyStatements({
  database,
  atomically,
}: SqlContext): Pick<AccessRepository, 'createPolicy' | 'findPolicy' | 'findPolicyByName' | 'listPolicies'> {
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
    findPolicy: async (id) => (await database.selectFrom('policy').select(columns).where('id', '=', id).executeTakeFirst()) ?? null,
    findPolicyByName: async (name) =>
      (await database.selectFrom('policy').select(columns).where('name', '=', name).executeTakeFirst()) ?? null,
    listPolicies: () => database.selectFrom('policy').select(columns).orderBy('name').execute(),
  };
}
