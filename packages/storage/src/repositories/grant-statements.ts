import { type AccessRepository, CarrelError, type Grant, type GrantPrincipal, groupIdSchema, userIdSchema } from '@carrel/core';
import type { PolicyGrantTable } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { nextNumber } from './counters.ts';

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
        const { numUpdatedRows } = await transaction
          .updateTable('policy_grant')
          // A grant that has not begun yet never will: it ends where it begins.
          .set(({ eb, ref }) => ({ valid_to: eb.case().when('valid_from', '>', at).then(ref('valid_from')).else(at).end() }))
          .where('policy_id', '=', policyId)
          .where('principal_kind', '=', principal_kind)
          .where('principal_id', '=', principal_id)
          .where('access_right', '=', right)
          .where(({ eb, ref }) =>
            eb.or([eb('valid_to', 'is', null), eb.and([eb('valid_to', '>', at), eb('valid_to', '>', ref('valid_from'))])]),
          )
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
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

function principalColumns(principal: GrantPrincipal): Pick<PolicyGrantTable, 'principal_kind' | 'principal_id'> {
  switch (principal.kind) {
    case 'user':
      return { principal_kind: 'user', principal_id: principal.userId };
    case 'group':
      return { principal_kind: 'group', principal_id: principal.groupId };
    case 'everyone':
      return { principal_kind: 'everyone', principal_id: '' };
  }
}

function toGrant(row: PolicyGrantTable): Grant {
  return {
    policyId: row.policy_id,
    principal: toPrincipal(row),
    right: row.access_right,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  };
}

function toPrincipal(row: PolicyGrantTable): GrantPrincipal {
  switch (row.principal_kind) {
    case 'user':
      return { kind: 'user', userId: userIdSchema.parse(row.principal_id) };
    case 'group':
      return { kind: 'group', groupId: groupIdSchema.parse(row.principal_id) };
    case 'everyone':
      return { kind: 'everyone' };
  }
}
