import type { Repositories, ScimMatch, ScimResource } from '@carrel/core';
import { isoTime } from '@carrel/core';
import { changeUser, personOf, resourceOf, switchTo, taken, userView } from './change-user.ts';
import { parseFilter } from './parse-filter.ts';
import { patchUser } from './patch-user.ts';
import { requireVersion } from './resource-view.ts';
import type { ScimDeps, ScimRequest, ScimView } from './scim-deps.ts';
import { ScimError } from './scim-error.ts';
import type { PatchOperation, UserBody } from './scim-schemas.ts';
import { bodyOf, userFacts } from './user-facts.ts';

export interface Page {
  readonly filter: string | undefined;
  /** From 1. */
  readonly startIndex: number;
  readonly count: number;
}

export interface ScimList {
  readonly total: number;
  readonly items: readonly ScimView[];
}

/** People whom an identity provider keeps. Whoever was here before, or belongs to another provider, is not seen or touched. */
export function createScimUsers(deps: ScimDeps) {
  const { store, audit, clock, ids } = deps;

  const view = (repositories: Repositories, resource: ScimResource) => userView(repositories, deps, resource);

  async function create(request: ScimRequest, body: UserBody): Promise<ScimView> {
    return store.transaction(async (transaction) => {
      const providerId = request.caller.userId;
      const facts = userFacts(body);
      const known = await transaction.scim.find(providerId, 'user', { userName: facts.userName });
      // Somebody who was deleted comes back as the same person, with the same history.
      if (known !== null && known.deletedAt !== null) return changeUser(transaction, deps, { request, resource: known, body });
      if (known !== null) throw taken('userName');
      if ((await transaction.identity.findUserByEmail(facts.email)) !== null) throw taken('e-mail address');
      const [id, at] = [ids.userId(), isoTime(clock)];
      const { name, email } = facts;
      await transaction.identity.createUser({ id, name, email, createdAt: at });
      await audit.record(transaction, request.caller.actor, { type: 'user.provisioned', userId: id, name, email });
      await transaction.identity.grantRole(id, 'employee', at);
      await audit.record(transaction, request.caller.actor, { type: 'role.granted', userId: id, role: 'employee' });
      const resource: ScimResource = {
        ...resourceOf(facts),
        providerId,
        kind: 'user',
        localId: id,
        createdAt: at,
        updatedAt: at,
        deletedAt: null,
      };
      await transaction.scim.save(resource);
      if (!facts.isActive) await switchTo(transaction, deps, { request, user: await personOf(transaction, resource), isActive: false });
      return view(transaction, resource);
    });
  }

  const read = async (request: ScimRequest, id: string) => view(store.read, await mustFind(store.read, request, id));

  return {
    create,
    read,

    async list(request: ScimRequest, { filter, startIndex, count }: Page): Promise<ScimList> {
      const match = await userMatch(store.read, filter);
      if (match === null) return { total: 0, items: [] };
      const found = await store.read.scim.list(request.caller.userId, 'user', { match, offset: startIndex - 1, limit: count });
      const items: ScimView[] = [];
      for (const resource of found.items) items.push(await view(store.read, resource));
      return { total: found.total, items };
    },

    replace: (request: ScimRequest, id: string, body: UserBody) =>
      store.transaction(async (transaction) => {
        const resource = await mustFind(transaction, request, id);
        requireVersion(await view(transaction, resource), request.ifMatch);
        return changeUser(transaction, deps, { request, resource, body });
      }),

    patch: (request: ScimRequest, id: string, operations: readonly PatchOperation[]) =>
      store.transaction(async (transaction) => {
        const resource = await mustFind(transaction, request, id);
        requireVersion(await view(transaction, resource), request.ifMatch);
        const body = patchUser(bodyOf(await personOf(transaction, resource), resource), operations);
        return changeUser(transaction, deps, { request, resource, body });
      }),

    /** Somebody who is deleted is switched off; what they did stays known. */
    remove: (request: ScimRequest, id: string) =>
      store.transaction(async (transaction) => {
        const resource = await mustFind(transaction, request, id);
        requireVersion(await view(transaction, resource), request.ifMatch);
        const user = await personOf(transaction, resource);
        if (user.isActive) await switchTo(transaction, deps, { request, user, isActive: false });
        await transaction.scim.save({ ...resource, updatedAt: isoTime(clock), deletedAt: isoTime(clock) });
      }),
  };
}

/** @throws ScimError 404, the same for whoever is not there and whoever is not the provider's. */
async function mustFind({ scim }: Pick<Repositories, 'scim'>, { caller }: ScimRequest, id: string): Promise<ScimResource> {
  const resource = await scim.find(caller.userId, 'user', { localId: id });
  if (resource === null || resource.deletedAt !== null) throw new ScimError(404, 'there is no such user');
  return resource;
}

/** Null: nobody can match. @throws ScimError invalidFilter. */
async function userMatch({ identity }: Pick<Repositories, 'identity'>, filter: string | undefined): Promise<ScimMatch | null> {
  let match: ScimMatch = {};
  for (const { attribute, value } of parseFilter(filter ?? '')) {
    if (attribute === 'username') match = { ...match, userName: value };
    else if (attribute === 'externalid') match = { ...match, externalId: value };
    else if (attribute === 'id') match = { ...match, localId: value };
    else if (attribute === 'emails.value' || attribute === 'emails') {
      const user = await identity.findUserByEmail(value);
      if (user === null) return null;
      match = { ...match, localId: user.id };
    } else throw new ScimError(400, 'expected a filter by userName, externalId, id or emails.value', 'invalidFilter');
  }
  return match;
}
