import { routes } from '@carrel/contract';
import type { Collection, CollectionId, Curator, GrantPrincipal, Repositories } from '@carrel/core';
import { CarrelError, collectionIdSchema, isoTime } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import { findVisibleCollection } from '../collections/find-visible-collection.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { existingPrincipal, principalOrNotFound, principalText } from './principals.ts';
import { requireCurator } from './require-curator.ts';
import type { RightsDeps } from './rights-deps.ts';

/** Who may change what lies in a collection. Admins say who; whoever curates it sees who else does. */
export function createCuratorHandlers(deps: RightsDeps): readonly BoundRoute[] {
  const { store, audit, clock } = deps;
  const recordCurator = (
    transaction: Repositories,
    { id: collectionId, defaultPolicyId: policyId }: Collection,
    { caller, change, principal: grantee }: CuratorChange,
  ) => audit.record(transaction, caller.actor, { type: 'collection.changed', collectionId, policyId, curator: { change, grantee } });
  return [
    handle(routes.listCurators, async ({ caller, params }) => {
      const id = idOrNotFound(collectionIdSchema, params.id);
      if (!caller.actor.roles.includes('admin')) {
        const { defaultPolicyId } = await findVisibleCollection(deps, caller.userId, id);
        await requireCurator(store.read, clock, { caller, place: { collectionId: id, policyId: defaultPolicyId } });
      }
      return curatorsView(store.read, await mustFind(store.read, id));
    }),
    handle(routes.addCurator, async ({ caller, params, body }) => {
      const id = idOrNotFound(collectionIdSchema, params.id);
      const collection = await store.transaction(async (transaction) => {
        const found = await mustFind(transaction, id);
        const principal = await existingPrincipal(transaction, body.principal);
        const isNew = await transaction.rights.addCurator({ collectionId: id, principal, validFrom: isoTime(clock), validTo: null });
        if (isNew) await recordCurator(transaction, found, { caller, change: 'curator-added', principal });
        return found;
      });
      return curatorsView(store.read, collection);
    }),
    handle(routes.endCurator, async ({ caller, params }) => {
      const id = idOrNotFound(collectionIdSchema, params.id);
      const principal = principalOrNotFound(params.principal);
      const collection = await store.transaction(async (transaction) => {
        const found = await mustFind(transaction, id);
        const isEnded = await transaction.rights.endCurator({ collectionId: id, principal, at: isoTime(clock) });
        if (!isEnded) throw new CarrelError('NOT_FOUND');
        await recordCurator(transaction, found, { caller, change: 'curator-ended', principal });
        return found;
      });
      return curatorsView(store.read, collection);
    }),
  ];
}

interface CuratorChange {
  readonly caller: Caller;
  readonly change: 'curator-added' | 'curator-ended';
  readonly principal: GrantPrincipal;
}

async function mustFind({ collections }: Pick<Repositories, 'collections'>, id: CollectionId): Promise<Collection> {
  const collection = await collections.find(id);
  if (collection === null) throw new CarrelError('NOT_FOUND');
  return collection;
}

async function curatorsView(repositories: Pick<Repositories, 'rights' | 'access' | 'identity'>, { id }: Collection) {
  const curators = await repositories.rights.listCurators(id);
  const items = curators.map(async ({ principal, validFrom, validTo }: Curator) => ({
    principal: principalText(principal),
    name: await nameOf(repositories, principal),
    validFrom,
    validTo,
  }));
  return { items: await Promise.all(items) };
}

/** What people call it; a group that was deleted is known by its id alone. */
async function nameOf({ access, identity }: Pick<Repositories, 'access' | 'identity'>, principal: GrantPrincipal): Promise<string> {
  switch (principal.kind) {
    case 'everyone':
      return 'everyone';
    case 'user':
      return (await identity.findUser(principal.userId))?.name ?? principal.userId;
    case 'group':
      return (await access.findGroup(principal.groupId))?.name ?? principal.groupId;
  }
}
