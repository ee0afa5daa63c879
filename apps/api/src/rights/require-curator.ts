import type { Clock, CollectionId, PolicyId, Repositories } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';

export interface CuratedPlace {
  readonly collectionId: CollectionId;
  readonly policyId: PolicyId;
}

/**
 * Whether the caller may change documents of a collection under a policy: an admin, Carrel itself, or a curator to whom
 * the collection or the policy was given. The role alone is not enough, and neither is the grant. Says nothing about
 * reading: whoever calls this has checked that too.
 */
export async function mayCurate(
  { rights }: Pick<Repositories, 'rights'>,
  clock: Clock,
  { caller, place }: { readonly caller: Caller; readonly place: CuratedPlace },
): Promise<boolean> {
  const { roles, principal } = caller.actor;
  if (principal.kind === 'system' || roles.includes('admin')) return true;
  return roles.includes('curator') && (await rights.mayCurate(caller.userId, place, isoTime(clock)));
}

/** @throws NOT_CURATOR. */
export async function requireCurator(
  repositories: Pick<Repositories, 'rights'>,
  clock: Clock,
  input: { readonly caller: Caller; readonly place: CuratedPlace },
): Promise<void> {
  if (!(await mayCurate(repositories, clock, input))) throw new CarrelError('NOT_CURATOR');
}
