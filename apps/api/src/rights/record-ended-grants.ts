import type { Grant, Repositories } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { RightsDeps } from './rights-deps.ts';

/** Each grant that ended with a change, in the change's own transaction. */
export async function recordEndedGrants(
  transaction: Repositories,
  { audit }: Pick<RightsDeps, 'audit'>,
  { caller, ended }: { readonly caller: Caller; readonly ended: readonly Pick<Grant, 'policyId' | 'principal' | 'right'>[] },
): Promise<void> {
  for (const { policyId, principal, right } of ended)
    await audit.record(transaction, caller.actor, { type: 'policy.changed', policyId, change: 'grant-ended', grantee: principal, right });
}
