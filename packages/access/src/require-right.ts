import { type Actor, type ApiKeyScope, CarrelError, type Role } from '@carrel/core';

/**
 * What each role gives, in the words of key scopes. A role gives nothing that is not named here: a compliance officer is
 * no reader of documents, and an admin reads the log but no sealed question (`compliance-unseal` alone does, elsewhere).
 */
const rolesByScope: Readonly<Record<ApiKeyScope, readonly Role[]>> = {
  ask: ['employee', 'curator', 'admin'],
  search: ['employee', 'curator', 'admin'],
  'documents:read': ['employee', 'curator', 'admin'],
  'documents:write': ['curator', 'admin'],
  admin: ['admin'],
  'audit:read': ['compliance', 'compliance-unseal', 'admin'],
  scim: ['admin'],
};

/** Whether one of the actor's roles gives the right, and their key, if they came with one, carries it too. */
export function hasRight(actor: Actor, scope: ApiKeyScope): boolean {
  const isWithinKey = actor.authentication.scopes?.includes(scope) ?? true;
  return isWithinKey && rolesByScope[scope].some((role) => actor.roles.includes(role));
}

/** @throws FORBIDDEN when the role or the key's scope is missing. */
export function requireRight(actor: Actor, scope: ApiKeyScope): void {
  if (hasRight(actor, scope)) return;
  throw new CarrelError('FORBIDDEN', { message: `expected the right "${scope}", got none from role and key`, details: { scope } });
}

/**
 * Passes actors with at least one of the roles. A key with scopes passes only where `scope` is one of them: a key can
 * narrow what its owner may do and never widens it, so a role alone is not enough for it.
 * @throws FORBIDDEN otherwise.
 */
export function requireRole(actor: Actor, anyOf: readonly Role[], scope: ApiKeyScope): void {
  const isWithinKey = actor.authentication.scopes?.includes(scope) ?? true;
  if (isWithinKey && anyOf.some((role) => actor.roles.includes(role))) return;
  throw new CarrelError('FORBIDDEN', {
    message: `expected one of the roles ${anyOf.join(', ')} and the scope "${scope}"`,
    details: { scope },
  });
}
