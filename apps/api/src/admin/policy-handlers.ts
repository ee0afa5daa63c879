import type { AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { Clock, GrantPrincipal, GrantRight, IdSource, Policy, PolicyId, RecordStore, Repositories } from '@carrel/core';
import { CarrelError, groupIdSchema, isoTime, policyIdSchema, userIdSchema } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { InvalidRequestError } from '../http/invalid-request-error.ts';

export interface PolicyAdminDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Policies and their grants. Each change is on record with it and holds from the next request on. */
export function createPolicyHandlers(deps: PolicyAdminDeps): readonly BoundRoute[] {
  const { store, audit, clock, ids } = deps;
  return [
    handle(routes.listPolicies, async () => {
      const policies = await store.read.access.listPolicies();
      return { items: await Promise.all(policies.map((policy) => policyView(store.read, policy))) };
    }),
    handle(routes.createPolicy, async ({ caller, body }) => {
      const policy = await store.transaction(async (transaction) => {
        if ((await transaction.access.findPolicyByName(body.name)) !== null)
          throw new CarrelError('CONFLICT', { message: 'a policy has this name' });
        const created = await transaction.access.createPolicy({
          id: ids.policyId(),
          name: body.name,
          label: body.label,
          createdAt: isoTime(clock),
        });
        await audit.record(transaction, caller.actor, { type: 'policy.created', policyId: created.id, label: created.label });
        for (const reader of new Set(body.readers)) {
          await grant(transaction, deps, {
            caller,
            policyId: created.id,
            principal: await existingPrincipal(transaction, reader),
            right: 'read',
          });
        }
        return created;
      });
      return policyView(store.read, policy);
    }),
    handle(routes.addGrant, async ({ caller, params, body }) => {
      const policyId = idOrNotFound(policyIdSchema, params.id);
      const policy = await store.transaction(async (transaction) => {
        const found = await mustFind(transaction, policyId);
        const principal = await existingPrincipal(transaction, body.principal);
        const isHeld = (await transaction.access.listGrants(policyId)).some(
          (one) => one.validTo === null && one.right === body.right && isSame(one.principal, principal),
        );
        if (!isHeld) await grant(transaction, deps, { caller, policyId, principal, right: body.right });
        return found;
      });
      return policyView(store.read, policy);
    }),
    handle(routes.endGrant, async ({ caller, params }) => {
      const policyId = idOrNotFound(policyIdSchema, params.id);
      const principal = principalOf(params.principal);
      if (principal === null) throw new CarrelError('NOT_FOUND');
      const policy = await store.transaction(async (transaction) => {
        const found = await mustFind(transaction, policyId);
        let endedCount = 0;
        for (const right of ['read', 'curate'] as const) {
          if (!(await transaction.access.endGrant({ policyId, principal, right, at: isoTime(clock) }))) continue;
          endedCount += 1;
          await audit.record(transaction, caller.actor, {
            type: 'policy.changed',
            policyId,
            change: 'grant-ended',
            grantee: principal,
            right,
          });
        }
        if (endedCount === 0) throw new CarrelError('NOT_FOUND');
        return found;
      });
      return policyView(store.read, policy);
    }),
  ];
}

interface NewGrant {
  readonly caller: Caller;
  readonly policyId: PolicyId;
  readonly principal: GrantPrincipal;
  readonly right: GrantRight;
}

async function grant(
  transaction: Repositories,
  { audit, clock }: PolicyAdminDeps,
  { caller, policyId, principal, right }: NewGrant,
): Promise<void> {
  await transaction.access.addGrant({ policyId, principal, right, validFrom: isoTime(clock), validTo: null });
  await audit.record(transaction, caller.actor, { type: 'policy.changed', policyId, change: 'grant-added', grantee: principal, right });
}

async function mustFind(transaction: Repositories, id: PolicyId): Promise<Policy> {
  const policy = await transaction.access.findPolicy(id);
  if (policy === null) throw new CarrelError('NOT_FOUND');
  return policy;
}

/** `everyone`, a user id or a group id; null for anything else. */
function principalOf(text: string): GrantPrincipal | null {
  if (text === 'everyone') return { kind: 'everyone' };
  const user = userIdSchema.safeParse(text);
  if (user.success) return { kind: 'user', userId: user.data };
  const group = groupIdSchema.safeParse(text);
  return group.success ? { kind: 'group', groupId: group.data } : null;
}

async function existingPrincipal(transaction: Repositories, text: string): Promise<GrantPrincipal> {
  const principal = principalOf(text);
  const exists =
    principal?.kind === 'everyone' ||
    (principal?.kind === 'user' && (await transaction.identity.findUser(principal.userId)) !== null) ||
    (principal?.kind === 'group' && (await transaction.access.listGroups()).some((one) => one.id === principal.groupId));
  if (principal === null || !exists)
    throw new InvalidRequestError([{ path: 'principal', expected: 'expected "everyone", or the id of a person or group that exists' }]);
  return principal;
}

function isSame(one: GrantPrincipal, other: GrantPrincipal): boolean {
  return principalText(one) === principalText(other);
}

function principalText(principal: GrantPrincipal): string {
  switch (principal.kind) {
    case 'everyone':
      return 'everyone';
    case 'user':
      return principal.userId;
    case 'group':
      return principal.groupId;
  }
}

async function policyView(repositories: Pick<Repositories, 'access'>, { id, name, label }: Policy) {
  const grants = await repositories.access.listGrants(id);
  return {
    id,
    name,
    label,
    grants: grants.map(({ principal, right, validFrom, validTo }) => ({ principal: principalText(principal), right, validFrom, validTo })),
  };
}
