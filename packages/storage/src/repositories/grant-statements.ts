import { type AccessRepository, CarrelError } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';
import { nextNumber } from './counters.ts';
import { endGrants } from './end-grants.ts';
import { principalColumns, toGrant } from './grant-rows.ts';

/** Ended grants stay: who could read what on a day of the past is a question that gets asked. */
export function createGrantStatements({
  database,
  atomically,
}: SqlContext): Pick<AccessRepository, 'addGrant' | 'endGrant' | 'listGrants'> {
  return {
    addGrant: (grant) =>
      atomically(async (transaction) => {
        const isEmpty = grant.validTo !== null && grant.validTo <= grant.validFrom;
        if (isEmpty) throw new CarrelError('INVALID_REQUEST', { message: 'expected a grant that ends after it begins' });
        await transaction
          .insertInto('policy_grant')
          .values({
            policy_id: grant.policyId,
            ...principalColumns(grant.principal),
            access_right: grant.right,
            valid_from: grant.validFrom,
            valid_to: grant.validTo,
          })
          .onConflict((conflict) =>
            conflict
              .columns(['policy_id', 'principal_kind', 'principal_id', 'access_right', 'valid_from'])
              .doUpdateSet({ valid_to: grant.validTo }),
          )
          .execute();
        await nextNumber(transaction, 'access-epoch');
      }),

    endGrant: ({ policyId, principal, right, at }) =>
      atomically(async (transaction) => {
        const { principal_kind, principal_id } = principalColumns(principal);
        const ended = await endGrants(transaction, at, (query) =>
          query
            .where('policy_id', '=', policyId)
            .where('principal_kind', '=', principal_kind)
            .where('principal_id', '=', principal_id)
            .where('access_right', '=', right),
        );
        if (ended.length === 0) return false;
        await nextNumber(transaction, 'access-epoch');
        return true;
      }),

    async listGrants(policyId) {
      const rows = await database
        .selectFrom('policy_grant')
        .selectAll()
        .where('policy_id', '=', policyId)
        .orderBy('valid_from')
        .orderBy('principal_kind')
        .orderBy('principal_id')
        .orderBy('access_right')
        .execute();
      return rows.map(toGrant);
    },
  };
}
