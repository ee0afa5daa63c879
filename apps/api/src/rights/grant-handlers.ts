import { routes } from '@carrel/contract';
import type { Grant, PolicyId, Repositories } from '@carrel/core';
import { CarrelError, isoTime, policyIdSchema } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { InvalidRequestError } from '../http/invalid-request-error.ts';
import { policyView } from './policy-view.ts';
import { existingPrincipal, principalOrNotFound, principalText } from './principals.ts';
import { recordEndedGrants } from './record-ended-grants.ts';
import type { RightsDeps } from './rights-deps.ts';

/** Grants: who may read or curate under a policy, from when, until when. */
export function createGrantHandlers(deps: RightsDeps): readonly BoundRoute[] {
  const { store, clock } = deps;
  return [
    handle(routes.addGrant, async ({ caller, params, body }) => {
      const policyId = idOrNotFound(policyIdSchema, params.id);
      const policy = await store.transaction(async (transaction) => {
        const found = await transaction.access.findPolicy(policyId);
        if (found === null) throw new CarrelError('NOT_FOUND');
        const principal = await existingPrincipal(transaction, body.principal);
        const now = isoTime(clock);
        const grant = { policyId, principal, right: body.right, validFrom: body.validFrom ?? now, validTo: body.validTo ?? null };
        requireFuture(grant, now);
        await giveGrant(transaction, deps, { caller, grant });
        return found;
      });
      return policyView(store.read, policy);
    }),
    handle(routes.endGrant, async ({ caller, params, query }) => {
      const policyId = idOrNotFound(policyIdSchema, params.id);
      const principal = principalOrNotFound(params.principal);
      const policy = await store.transaction(async (transaction) => {
        const found = await transaction.access.findPolicy(policyId);
        if (found === null) throw new CarrelError('NOT_FOUND');
        const ended = [];
        for (const right of query.right === undefined ? (['read', 'curate'] as const) : [query.right]) {
          if (await transaction.access.endGrant({ policyId, principal, right, at: isoTime(clock) }))
            ended.push({ policyId, principal, right });
        }
        if (ended.length === 0) throw new CarrelError('NOT_FOUND');
        await recordEndedGrants(transaction, deps, { caller, ended });
        return found;
      });
      return policyView(store.read, policy);
    }),
  ];
}

/** Gives a grant, with its event, unless the same holds already for longer. */
export async function giveGrant(
  transaction: Repositories,
  { audit }: Pick<RightsDeps, 'audit'>,
  { caller, grant }: { readonly caller: Caller; readonly grant: Grant & { readonly policyId: PolicyId } },
): Promise<void> {
  const { policyId, principal, right, validFrom, validTo } = grant;
  const isHeld = (await transaction.access.listGrants(policyId)).some(
    (one) =>
      one.right === right &&
      principalText(one.principal) === principalText(principal) &&
      one.validFrom <= validFrom &&
      (one.validTo === null || (validTo !== null && one.validTo >= validTo)),
  );
  if (isHeld) return;
  await transaction.access.addGrant(grant);
  await audit.record(transaction, caller.actor, {
    type: 'policy.changed',
    policyId,
    change: 'grant-added',
    grantee: principal,
    right,
    validFrom,
    validTo,
  });
}

/** What somebody could read in the past is a fact: no grant changes it afterwards. */
function requireFuture({ validFrom, validTo }: Grant, now: string): void {
  const problems = [
    ...(validFrom < now ? [{ path: 'validFrom', expected: 'expected a time that is not in the past' }] : []),
    ...(validTo !== null && validTo <= validFrom
      ? [{ path: 'validTo', expected: 'expected a time after the beginning of the grant' }]
      : []),
  ];
  if (problems.length > 0) throw new InvalidRequestError(problems);
}
