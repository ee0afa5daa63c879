import type { z } from 'zod';
import type { Repositories, ScimResource } from '@carrel/core';
import { isoTime } from '@carrel/core';
import { recordEndedGrants } from '../rights/record-ended-grants.ts';
import { changeGroup, groupOf, groupView, membersOf, requireFreeName } from './change-group.ts';
import { parseFilter } from './parse-filter.ts';
import { patchGroup } from './patch-members.ts';
import { requireVersion } from './resource-view.ts';
import type { ScimDeps, ScimRequest, ScimView } from './scim-deps.ts';
import { ScimError } from './scim-error.ts';
import type { groupBodySchema, PatchOperation } from './scim-schemas.ts';
import type { Page, ScimList } from './scim-users.ts';

type GroupBody = z.infer<typeof groupBodySchema>;

/**
 * Groups that an identity provider keeps, with those of its people who are in them. Whom an admin has put into such a group
 * by hand stays there, unseen by the provider. What is granted to a group holds for its people from the next request on.
 */
export function createScimGroups(deps: ScimDeps) {
  const { store, audit, clock, ids } = deps;

  const view = (repositories: Repositories, resource: ScimResource) => groupView(repositories, deps, resource);

  async function create(request: ScimRequest, body: GroupBody): Promise<ScimView> {
    return store.transaction(async (transaction) => {
      const [groupId, at] = [ids.groupId(), isoTime(clock)];
      await requireFreeName(transaction, body.displayName);
      await transaction.access.createGroup({ id: groupId, name: body.displayName, createdAt: at });
      await audit.record(transaction, request.caller.actor, { type: 'group.changed', groupId, change: 'created', member: null });
      const resource: ScimResource = {
        kind: 'group',
        localId: groupId,
        providerId: request.caller.userId,
        externalId: body.externalId ?? null,
        userName: null,
        givenName: null,
        familyName: null,
        createdAt: at,
        updatedAt: at,
        deletedAt: null,
      };
      await transaction.scim.save(resource);
      return changeGroup(transaction, deps, { request, resource, wanted: { members: memberIds(body) } });
    });
  }

  return {
    create,
    read: async (request: ScimRequest, id: string) => view(store.read, await mustFind(store.read, request, id)),

    async list(request: ScimRequest, { filter, startIndex, count }: Page): Promise<ScimList> {
      const { match, member } = await groupMatch(store.read, filter);
      if (match === null) return { total: 0, items: [] };
      const found = await store.read.scim.list(request.caller.userId, 'group', { match, offset: startIndex - 1, limit: count });
      const items: ScimView[] = [];
      for (const resource of found.items) {
        const isWanted = member === null || (await membersOf(store.read, resource, await groupOf(store.read, resource))).includes(member);
        if (isWanted) items.push(await view(store.read, resource));
      }
      return { total: member === null ? found.total : items.length, items };
    },

    replace: (request: ScimRequest, id: string, body: GroupBody) =>
      store.transaction(async (transaction) => {
        const resource = await mustFind(transaction, request, id);
        requireVersion(await view(transaction, resource), request.ifMatch);
        const { displayName, externalId } = body;
        return changeGroup(transaction, deps, {
          request,
          resource,
          wanted: { displayName, externalId: externalId ?? null, members: memberIds(body) },
        });
      }),

    patch: (request: ScimRequest, id: string, operations: readonly PatchOperation[]) =>
      store.transaction(async (transaction) => {
        const resource = await mustFind(transaction, request, id);
        requireVersion(await view(transaction, resource), request.ifMatch);
        const members = await membersOf(transaction, resource, await groupOf(transaction, resource));
        return changeGroup(transaction, deps, { request, resource, wanted: patchGroup(members, operations) });
      }),

    /** What was granted to the group ends. */
    remove: (request: ScimRequest, id: string) =>
      store.transaction(async (transaction) => {
        const { caller } = request;
        const resource = await mustFind(transaction, request, id);
        requireVersion(await view(transaction, resource), request.ifMatch);
        const { id: groupId } = await groupOf(transaction, resource);
        const ended = await transaction.access.deleteGroup(groupId, isoTime(clock));
        await recordEndedGrants(transaction, { audit }, { caller, ended });
        await audit.record(transaction, caller.actor, { type: 'group.changed', groupId, change: 'deleted', member: null });
        await transaction.scim.save({ ...resource, updatedAt: isoTime(clock), deletedAt: isoTime(clock) });
      }),
  };
}

/** @throws ScimError 404. */
async function mustFind({ scim }: Pick<Repositories, 'scim'>, { caller }: ScimRequest, id: string): Promise<ScimResource> {
  const resource = await scim.find(caller.userId, 'group', { localId: id });
  if (resource === null || resource.deletedAt !== null) throw new ScimError(404, 'there is no such group');
  return resource;
}

function memberIds({ members }: GroupBody): ReadonlySet<string> {
  return new Set((members ?? []).map(({ value }) => value));
}

/** @throws ScimError invalidFilter. */
async function groupMatch({ access }: Pick<Repositories, 'access'>, filter: string | undefined) {
  let match: { readonly localId?: string; readonly externalId?: string } | null = {};
  let member: string | null = null;
  for (const { attribute, value } of parseFilter(filter ?? '')) {
    if (attribute === 'externalid') match = match === null ? null : { ...match, externalId: value };
    else if (attribute === 'id') match = match === null ? null : { ...match, localId: value };
    else if (attribute === 'displayname') {
      const group = await access.findGroupByName(value);
      match = group === null || match === null ? null : { ...match, localId: group.id };
    } else if (attribute === 'members' || attribute === 'members.value') member = value;
    else throw new ScimError(400, 'expected a filter by displayName, externalId, id or members', 'invalidFilter');
  }
  return { match, member };
}
