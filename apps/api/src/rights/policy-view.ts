import type { Policy, Repositories } from '@carrel/core';
import { principalText } from './principals.ts';

/** A policy as admins see it, with the grants of now and of the past. */
export async function policyView(repositories: Pick<Repositories, 'access'>, { id, name, label, isStrict }: Policy) {
  const grants = await repositories.access.listGrants(id);
  return {
    id,
    name,
    label,
    isStrict,
    grants: grants.map(({ principal, right, validFrom, validTo }) => ({ principal: principalText(principal), right, validFrom, validTo })),
  };
}
