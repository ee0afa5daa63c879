import { createHash } from 'node:crypto';
import type { GroupDetail, ScimResource, User } from '@carrel/core';
import { ScimError } from './scim-error.ts';
import type { ScimView } from './scim-deps.ts';
import { scimUrns } from './scim-schemas.ts';

export interface GroupName {
  readonly id: string;
  readonly name: string;
}

/** A person as SCIM has it. `groups` are those that the same provider keeps. */
export function userResource(
  user: User,
  resource: ScimResource,
  { groups, base }: { readonly groups: readonly GroupName[]; readonly base: string },
): ScimView {
  const { givenName, familyName } = resource;
  return withMeta(resource, base, {
    schemas: [scimUrns.user],
    id: user.id,
    ...(resource.externalId !== null && { externalId: resource.externalId }),
    userName: resource.userName ?? user.email,
    name: { formatted: user.name, ...(givenName !== null && { givenName }), ...(familyName !== null && { familyName }) },
    displayName: user.name,
    emails: [{ value: user.email, type: 'work', primary: true }],
    active: user.isActive,
    groups: groups.map(({ id, name }) => ({ value: id, display: name, $ref: `${base}/Groups/${id}` })),
  });
}

/** A group as SCIM has it, with those of its people whom the same provider keeps. */
export function groupResource(
  group: GroupDetail,
  resource: ScimResource,
  { members, base }: { readonly members: readonly string[]; readonly base: string },
): ScimView {
  const names = new Map<string, string>(group.members.map(({ userId, name }) => [userId, name]));
  return withMeta(resource, base, {
    schemas: [scimUrns.group],
    id: group.id,
    ...(resource.externalId !== null && { externalId: resource.externalId }),
    displayName: group.name,
    members: members.map((id) => ({ value: id, display: names.get(id) ?? '', type: 'User', $ref: `${base}/Users/${id}` })),
  });
}

/** The version is of the content, so it changes with whatever is seen of it. */
function withMeta({ kind, localId, createdAt, updatedAt }: ScimResource, base: string, content: ScimView): ScimView {
  const version = `W/"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)}"`;
  const resourceType = kind === 'user' ? 'User' : 'Group';
  return {
    ...content,
    meta: { resourceType, created: createdAt, lastModified: updatedAt, location: `${base}/${resourceType}s/${localId}`, version },
  };
}

export function versionOf({ meta }: ScimView): string {
  return typeof meta === 'object' && meta !== null && 'version' in meta ? String(meta.version) : '';
}

/** @throws ScimError 412 when it was changed since the provider saw it. */
export function requireVersion(view: ScimView, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch.split(',').some((one) => one.trim() === versionOf(view))) return;
  throw new ScimError(412, 'the resource was changed meanwhile');
}
