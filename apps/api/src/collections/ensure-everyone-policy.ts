import type { AuditActor, AuditTrail } from '@carrel/audit';
import type { Clock, IdSource, Policy, Repositories } from '@carrel/core';
import { isoTime } from '@carrel/core';

/** Name of the policy that lets each signed-in person read. */
export const everyonePolicyName = 'Everyone';

/** The policy that lets each signed-in person read; made when there is none, with its audit events. */
export async function ensureEveryonePolicy(
  transaction: Repositories,
  { audit, clock, ids }: { readonly audit: AuditTrail; readonly clock: Clock; readonly ids: IdSource },
  actor: AuditActor,
): Promise<Policy> {
  const existing = await transaction.access.findPolicyByName(everyonePolicyName);
  if (existing !== null) return existing;
  const at = isoTime(clock);
  const policy = await transaction.access.createPolicy({ id: ids.policyId(), name: everyonePolicyName, label: 'internal', createdAt: at });
  await audit.record(transaction, actor, { type: 'policy.created', policyId: policy.id, label: policy.label, isStrict: policy.isStrict });
  const principal = { kind: 'everyone' } as const;
  await transaction.access.addGrant({ policyId: policy.id, principal, right: 'read', validFrom: at, validTo: null });
  await audit.record(transaction, actor, {
    type: 'policy.changed',
    policyId: policy.id,
    change: 'grant-added',
    grantee: principal,
    right: 'read',
    validFrom: at,
    validTo: null,
  });
  return policy;
}
