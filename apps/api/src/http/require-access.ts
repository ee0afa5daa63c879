import { hasRight, requireRight, requireRole } from '@carrel/access';
import type { Route } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';

/**
 * Enforces the rule of a route. A route that names roles needs one of them; one that names a scope alone needs the right
 * that the scope stands for; a key needs the scope in both cases. Routes of the Slack bot are guarded by its secret before.
 * @throws UNAUTHENTICATED, FORBIDDEN.
 */
export function requireAccess(route: Route, caller: Caller | null): void {
  const { access } = route;
  if (access.kind !== 'signed-in') return;
  if (caller === null) throw new CarrelError('UNAUTHENTICATED');
  const { actor } = caller;
  // What any signed-in person may do is for people at the page. From Slack there is what the scopes name, and no more.
  if (actor.authentication.method === 'slack-link' && (access.scope === null || access.roles !== undefined || route.channel !== undefined))
    throw new CarrelError('FORBIDDEN');
  if (access.roles !== undefined && access.scope !== null) requireRole(actor, access.roles, access.scope);
  else if (access.scope !== null) requireRight(actor, access.scope);
  else if (access.roles !== undefined && !access.roles.some((role) => actor.roles.includes(role))) throw new CarrelError('FORBIDDEN');
}

/** Whether the caller may read the whole log, and not the events of their own answers alone. */
export function mayReadLog(caller: Caller): boolean {
  return hasRight(caller.actor, 'audit:read') && caller.actor.roles.includes('compliance');
}
