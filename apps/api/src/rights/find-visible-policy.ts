import type { Clock, PolicyId, RecordStore, UserId } from '@carrel/core';
import { CarrelError, isoTime, policyIdSchema } from '@carrel/core';

/** @throws NOT_FOUND for a policy that the person may not read by: nobody can put a document where they could not see it. */
export async function findVisiblePolicy(
  { store, clock }: { readonly store: Pick<RecordStore, 'read'>; readonly clock: Clock },
  userId: UserId,
  nameOrId: string,
): Promise<PolicyId> {
  const id = policyIdSchema.safeParse(nameOrId);
  const policy = id.success ? await store.read.access.findPolicy(id.data) : await store.read.access.findPolicyByName(nameOrId);
  const visible = await store.read.access.visiblePolicies([userId], isoTime(clock));
  if (policy === null || !visible.policies.some((one) => one.id === policy.id))
    throw new CarrelError('NOT_FOUND', { message: 'no such policy, or not visible to the person' });
  return policy.id;
}
