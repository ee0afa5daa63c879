import type { Repositories, ScimResource, User } from '@carrel/core';
import { isoTime, userIdSchema } from '@carrel/core';
import { requireAdminStays } from '../admin/user-handlers.ts';
import { type GroupName, userResource } from './resource-view.ts';
import type { ScimDeps, ScimRequest, ScimView } from './scim-deps.ts';
import { ScimError } from './scim-error.ts';
import type { UserBody } from './scim-schemas.ts';
import { userFacts } from './user-facts.ts';

/** A person as their provider sees them now. */
export async function userView(
  repositories: Repositories,
  { baseUrl }: Pick<ScimDeps, 'baseUrl'>,
  resource: ScimResource,
): Promise<ScimView> {
  const groups = await groupsOf(repositories, resource);
  return userResource(await personOf(repositories, resource), resource, { groups, base: `${baseUrl()}/scim/v2` });
}

/** Everything of one request, sessions and keys of somebody who is switched off too, in one transaction. */
export async function changeUser(
  transaction: Repositories,
  deps: ScimDeps,
  { request, resource, body }: { readonly request: ScimRequest; readonly resource: ScimResource; readonly body: UserBody },
): Promise<ScimView> {
  const { audit, clock } = deps;
  const user = await personOf(transaction, resource);
  const facts = userFacts(body);
  const { name, email, isActive } = facts;
  const namesake = await transaction.scim.find(resource.providerId, 'user', { userName: facts.userName });
  if (namesake !== null && namesake.localId !== resource.localId) throw taken('userName');
  if (email !== user.email && (await transaction.identity.findUserByEmail(email)) !== null) throw taken('e-mail address');
  const at = isoTime(clock);
  if (name !== user.name || email !== user.email) {
    await transaction.identity.updateUser(user.id, { name, email, at });
    await audit.record(transaction, request.caller.actor, { type: 'user.updated', userId: user.id, name, email });
  }
  if (isActive !== user.isActive) await switchTo(transaction, deps, { request, user: { ...user, name, email }, isActive });
  const changed: ScimResource = { ...resource, ...resourceOf(facts), updatedAt: at, deletedAt: null };
  await transaction.scim.save(changed);
  return userView(transaction, deps, changed);
}

/** @throws LAST_ADMIN when nobody would be left who can administer. */
export async function switchTo(
  transaction: Repositories,
  { audit }: Pick<ScimDeps, 'audit'>,
  { request: { caller }, user, isActive }: { readonly request: ScimRequest; readonly user: User; readonly isActive: boolean },
): Promise<void> {
  const { id: userId, name, email } = user;
  await requireAdminStays(transaction, user, { isActive });
  await transaction.identity.setActive(userId, isActive);
  await audit.record(
    transaction,
    caller.actor,
    isActive ? { type: 'user.updated', userId, name, email } : { type: 'user.deactivated', userId },
  );
}

export async function personOf({ identity }: Pick<Repositories, 'identity'>, { localId }: ScimResource): Promise<User> {
  const user = await identity.findUser(userIdSchema.parse(localId));
  if (user === null) throw new ScimError(404, 'there is no such user');
  return user;
}

async function groupsOf({ access, scim }: Pick<Repositories, 'access' | 'scim'>, resource: ScimResource): Promise<readonly GroupName[]> {
  const groups: GroupName[] = [];
  for (const group of await access.listGroupsOf(userIdSchema.parse(resource.localId)))
    if ((await scim.find(resource.providerId, 'group', { localId: group.id })) !== null) groups.push(group);
  return groups;
}

export function resourceOf({ externalId, userName, givenName, familyName }: ReturnType<typeof userFacts>) {
  return { externalId, userName, givenName, familyName };
}

export function taken(what: string): ScimError {
  return new ScimError(409, `the ${what} belongs to somebody already`, 'uniqueness');
}
