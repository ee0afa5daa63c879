import { routes } from '@carrel/contract';
import type { AuditEvent } from '@carrel/audit';
import type { Policy, PolicyId, Repositories, SensitivityLabel } from '@carrel/core';
import { CarrelError, isoTime, policyIdSchema } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { giveGrant } from './grant-handlers.ts';
import { policyView } from './policy-view.ts';
import { existingPrincipal } from './principals.ts';
import { recordEndedGrants } from './record-ended-grants.ts';
import type { RightsDeps } from './rights-deps.ts';

/** Policies. Each change is on record with it and holds from the next request on. */
export function createPolicyHandlers(deps: RightsDeps): readonly BoundRoute[] {
  const { store, audit, clock, ids } = deps;
  return [
    handle(routes.listPolicies, async () => {
      const policies = await store.read.access.listPolicies();
      return { items: await Promise.all(policies.map((policy) => policyView(store.read, policy))) };
    }),
    handle(routes.listVisiblePolicies, async ({ caller }) => {
      const { policies } = await store.read.access.visiblePolicies([caller.userId], isoTime(clock));
      const visible = new Set(policies.map((policy) => policy.id));
      const items = (await store.read.access.listPolicies()).filter((policy) => visible.has(policy.id));
      return { items: items.map(({ id, name, label }) => ({ id, name, label })) };
    }),
    handle(routes.createPolicy, async ({ caller, body }) => {
      const policy = await store.transaction(async (transaction) => {
        if ((await transaction.access.findPolicyByName(body.name)) !== null) throw new CarrelError('NAME_TAKEN');
        const createdAt = isoTime(clock);
        const { readers, ...change } = body;
        const created = await transaction.access.createPolicy({ ...change, id: ids.policyId(), createdAt });
        await audit.record(transaction, caller.actor, {
          type: 'policy.created',
          policyId: created.id,
          label: created.label,
          isStrict: created.isStrict,
        });
        for (const reader of new Set(readers)) {
          const principal = await existingPrincipal(transaction, reader);
          const grant = { policyId: created.id, principal, right: 'read', validFrom: createdAt, validTo: null } as const;
          await giveGrant(transaction, deps, { caller, grant });
        }
        return created;
      });
      return policyView(store.read, policy);
    }),
    handle(routes.updatePolicy, async ({ caller, params, body }) => {
      const policyId = idOrNotFound(policyIdSchema, params.id);
      const policy = await store.transaction((transaction) => changePolicy(transaction, deps, { caller, policyId, wish: body }));
      return policyView(store.read, policy);
    }),
    handle(routes.deletePolicy, async ({ caller, params }) => {
      const policyId = idOrNotFound(policyIdSchema, params.id);
      await store.transaction(async (transaction) => {
        if ((await transaction.access.findPolicy(policyId)) === null) throw new CarrelError('NOT_FOUND');
        const result = await transaction.access.deletePolicy(policyId, isoTime(clock));
        if (result.type === 'in-use') throw new CarrelError('POLICY_IN_USE');
        await recordEndedGrants(transaction, deps, { caller, ended: result.ended });
        await audit.record(transaction, caller.actor, { type: 'policy.changed', policyId, change: 'deleted' });
      });
      return { ok: true as const };
    }),
  ];
}

interface PolicyWish {
  readonly name?: string | undefined;
  readonly label?: SensitivityLabel | undefined;
  readonly isStrict?: boolean | undefined;
}

/** Changes what is not so already; each change is an event. @throws NOT_FOUND, NAME_TAKEN. */
async function changePolicy(
  transaction: Repositories,
  { audit }: RightsDeps,
  { caller, policyId, wish }: { readonly caller: Caller; readonly policyId: PolicyId; readonly wish: PolicyWish },
): Promise<Policy> {
  const found = await transaction.access.findPolicy(policyId);
  if (found === null) throw new CarrelError('NOT_FOUND');
  const { name = found.name, label = found.label, isStrict = found.isStrict } = wish;
  const changed = (change: AuditEvent<'policy.changed'>) => audit.record(transaction, caller.actor, change);
  let policy = found;
  const update = async (change: Parameters<typeof transaction.access.updatePolicy>[1]) => {
    policy = (await transaction.access.updatePolicy(policyId, change)) ?? policy;
  };
  if (name !== found.name) {
    if ((await transaction.access.findPolicyByName(name)) !== null) throw new CarrelError('NAME_TAKEN');
    await changed({ type: 'policy.changed', policyId, change: 'renamed' });
    await update({ name });
  }
  if (label !== found.label) {
    await changed({ type: 'policy.changed', policyId, change: 'relabelled', label });
    await update({ label });
  }
  if (isStrict !== found.isStrict) {
    await changed({ type: 'policy.changed', policyId, change: 'zoned', isStrict });
    await update({ isStrict });
  }
  return policy;
}
