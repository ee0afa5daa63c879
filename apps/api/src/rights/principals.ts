import type { GrantPrincipal, Repositories } from '@carrel/core';
import { CarrelError, groupIdSchema, userIdSchema } from '@carrel/core';
import { InvalidRequestError } from '../http/invalid-request-error.ts';

/** `everyone`, a user id or a group id; null for anything else. */
export function principalOf(text: string): GrantPrincipal | null {
  if (text === 'everyone') return { kind: 'everyone' };
  const user = userIdSchema.safeParse(text);
  if (user.success) return { kind: 'user', userId: user.data };
  const group = groupIdSchema.safeParse(text);
  return group.success ? { kind: 'group', groupId: group.data } : null;
}

/** Of a path: what names nobody is not there. @throws NOT_FOUND. */
export function principalOrNotFound(text: string): GrantPrincipal {
  const principal = principalOf(text);
  if (principal === null) throw new CarrelError('NOT_FOUND');
  return principal;
}

export function principalText(principal: GrantPrincipal): string {
  switch (principal.kind) {
    case 'everyone':
      return 'everyone';
    case 'user':
      return principal.userId;
    case 'group':
      return principal.groupId;
  }
}

/** @throws InvalidRequestError when it names nobody who is there. */
export async function existingPrincipal(
  repositories: Pick<Repositories, 'access' | 'identity'>,
  text: string,
  field = 'principal',
): Promise<GrantPrincipal> {
  const principal = principalOf(text);
  if (principal === null || !(await exists(repositories, principal)))
    throw new InvalidRequestError([{ path: field, expected: 'expected "everyone", or the id of a person or group that exists' }]);
  return principal;
}

async function exists({ access, identity }: Pick<Repositories, 'access' | 'identity'>, principal: GrantPrincipal): Promise<boolean> {
  switch (principal.kind) {
    case 'everyone':
      return true;
    case 'user':
      return (await identity.findUser(principal.userId)) !== null;
    case 'group':
      return (await access.findGroup(principal.groupId)) !== null;
  }
}
