import { type Grant, type GrantPrincipal, groupIdSchema, userIdSchema } from '@carrel/core';
import type { PolicyGrantTable } from '../sql/schema.ts';

export type PrincipalColumns = Pick<PolicyGrantTable, 'principal_kind' | 'principal_id'>;

export function principalColumns(principal: GrantPrincipal): PrincipalColumns {
  switch (principal.kind) {
    case 'user':
      return { principal_kind: 'user', principal_id: principal.userId };
    case 'group':
      return { principal_kind: 'group', principal_id: principal.groupId };
    case 'everyone':
      return { principal_kind: 'everyone', principal_id: '' };
  }
}

export function toGrant(row: PolicyGrantTable): Grant {
  return {
    policyId: row.policy_id,
    principal: toPrincipal(row),
    right: row.access_right,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  };
}

export function toPrincipal(row: PrincipalColumns): GrantPrincipal {
  switch (row.principal_kind) {
    case 'user':
      return { kind: 'user', userId: userIdSchema.parse(row.principal_id) };
    case 'group':
      return { kind: 'group', groupId: groupIdSchema.parse(row.principal_id) };
    case 'everyone':
      return { kind: 'everyone' };
  }
}
