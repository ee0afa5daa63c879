import { routes } from '@carrel/contract';
import { CarrelError, isoTime, policyIdSchema } from '@carrel/core';
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
      const policy = await store.transaction(async (transaction) => {
        const found = await transaction.access.findPolicy(policyId);
        if (found === null) throw new CarrelError('NOT_FOUND');
        const name = body.name === found.name ? undefined : body.name;
        const label = body.label === found.label ? undefined : body.label;
        if (name !== undefined && (await transaction.access.findPolicyByName(name)) !== null) throw new CarrelError('NAME_TAKEN');
        const isStrict = body.isStrict === found.isStrict ? undefined : body.isStrict;
        const change = {
          ...(name !== undefined && { name }),
          ...(label !== undefined && { label }),
          ...(isStrict !== undefined && { isStrict }),
        };
        if (name !== undefined) await audit.record(transaction, caller.actor, { type: 'policy.changed', policyId, change: 'renamed' });
        if (label !== undefined)
          await audit.record(transaction, caller.actor, { type: 'policy.changed', policyId, change: 'relabelled', label });
        if (isStrict !== undefined)
          await audit.record(transaction, caller.actor, { type: 'policy.changed', policyId, change: 'zoned', isStrict });
        return (await transaction.access.updatePolicy(policyId, change)) ?? found;
      });
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
