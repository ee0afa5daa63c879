import type { GroupDetail, Repositories, ScimResource, UserId } from '@carrel/core';
import { groupIdSchema, isoTime, userIdSchema } from '@carrel/core';
import type { GroupChange } from './patch-members.ts';
import { groupResource } from './resource-view.ts';
import type { ScimDeps, ScimRequest, ScimView } from './scim-deps.ts';
import { ScimError } from './scim-error.ts';

/** A group as its provider sees it now. */
export async function groupView(
  repositories: Repositories,
  { baseUrl }: Pick<ScimDeps, 'baseUrl'>,
  resource: ScimResource,
): Promise<ScimView> {
  const group = await groupOf(repositories, resource);
  const members = await membersOf(repositories, resource, group);
  return groupResource(group, resource, { members, base: `${baseUrl()}/scim/v2` });
}

/** Makes a group what the provider wants it to be; each step is an event of its own. */
export async function changeGroup(
  transaction: Repositories,
  deps: ScimDeps,
  { request, resource, wanted }: { readonly request: ScimRequest; readonly resource: ScimResource; readonly wanted: GroupChange },
): Promise<ScimView> {
  const { audit, clock } = deps;
  const { actor } = request.caller;
  const group = await groupOf(transaction, resource);
  const { displayName = group.name, externalId = resource.externalId, members } = wanted;
  if (displayName !== group.name) {
    await requireFreeName(transaction, displayName);
    await transaction.access.renameGroup(group.id, displayName);
    await audit.record(transaction, actor, { type: 'group.changed', groupId: group.id, change: 'renamed', member: null });
  }
  const current = await membersOf(transaction, resource, group);
  const at = isoTime(clock);
  const join = async (userId: UserId, isJoining: boolean) => {
    if (isJoining) await transaction.access.addGroupMember(group.id, userId, at);
    else await transaction.access.removeGroupMember(group.id, userId, at);
    const step = isJoining ? 'member-added' : 'member-removed';
    await audit.record(transaction, actor, { type: 'group.changed', groupId: group.id, change: step, member: { kind: 'user', userId } });
  };
  for (const id of members) if (!current.includes(id)) await join(await ownUser(transaction, request, id), true);
  for (const id of current) if (!members.has(id)) await join(userIdSchema.parse(id), false);
  const changed: ScimResource = { ...resource, externalId, updatedAt: at };
  await transaction.scim.save(changed);
  return groupView(transaction, deps, changed);
}

export async function groupOf({ access }: Pick<Repositories, 'access'>, { localId }: ScimResource): Promise<GroupDetail> {
  const group = await access.findGroup(groupIdSchema.parse(localId));
  if (group === null) throw new ScimError(404, 'there is no such group');
  return group;
}

export async function membersOf(
  { scim }: Pick<Repositories, 'scim'>,
  { providerId }: ScimResource,
  group: GroupDetail,
): Promise<readonly string[]> {
  const members: string[] = [];
  for (const { userId } of group.members) {
    const resource = await scim.find(providerId, 'user', { localId: userId });
    if (resource !== null && resource.deletedAt === null) members.push(userId);
  }
  return members;
}

/** @throws ScimError invalidValue for a group, or for somebody whom another keeps. */
async function ownUser({ scim }: Pick<Repositories, 'scim'>, { caller }: ScimRequest, id: string): Promise<UserId> {
  const resource = await scim.find(caller.userId, 'user', { localId: id });
  if (resource === null || resource.deletedAt !== null)
    throw new ScimError(400, 'expected members that are users of this provider; groups inside groups are not taken', 'invalidValue');
  return userIdSchema.parse(resource.localId);
}

export async function requireFreeName({ access }: Pick<Repositories, 'access'>, name: string): Promise<void> {
  if ((await access.findGroupByName(name)) !== null) throw new ScimError(409, 'the displayName belongs to a group already', 'uniqueness');
}
