import { routes } from '@carrel/contract';
import type { GrantPrincipal, GroupId, Repositories } from '@carrel/core';
import { CarrelError, groupIdSchema, isoTime } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { InvalidRequestError } from '../http/invalid-request-error.ts';
import { mustFindGroup } from './group-handlers.ts';
import { groupView } from './group-view.ts';
import { existingPrincipal, principalOrNotFound } from './principals.ts';
import type { RightsDeps } from './rights-deps.ts';

type Member = Exclude<GrantPrincipal, { kind: 'everyone' }>;

/** Who is in a group: people, and other groups with all who are in them. */
export function createMemberHandlers({ store, audit, clock }: RightsDeps): readonly BoundRoute[] {
  return [
    handle(routes.addGroupMember, async ({ caller, params, body }) => {
      const groupId = idOrNotFound(groupIdSchema, params.id);
      await store.transaction(async (transaction) => {
        await mustFindGroup(transaction, groupId);
        const member = memberOf(await existingPrincipal(transaction, body.member, 'member'));
        const isNew = await addMember(transaction, { groupId, member, at: isoTime(clock) });
        if (isNew) await audit.record(transaction, caller.actor, { type: 'group.changed', groupId, change: 'member-added', member });
      });
      return groupView(await mustFindGroup(store.read, groupId));
    }),
    handle(routes.removeGroupMember, async ({ caller, params }) => {
      const groupId = idOrNotFound(groupIdSchema, params.id);
      const member = memberOf(principalOrNotFound(params.member));
      await store.transaction(async (transaction) => {
        const { access } = transaction;
        await mustFindGroup(transaction, groupId);
        const at = isoTime(clock);
        const isRemoved =
          member.kind === 'user'
            ? await access.removeGroupMember(groupId, member.userId, at)
            : await access.unnestGroup(member.groupId, groupId, at);
        if (!isRemoved) throw new CarrelError('NOT_FOUND');
        await audit.record(transaction, caller.actor, { type: 'group.changed', groupId, change: 'member-removed', member });
      });
      return groupView(await mustFindGroup(store.read, groupId));
    }),
  ];
}

interface NewMember {
  readonly groupId: GroupId;
  readonly member: Member;
  readonly at: string;
}

/** False when it was one already. @throws GROUP_CYCLE. */
async function addMember({ access }: Pick<Repositories, 'access'>, { groupId, member, at }: NewMember): Promise<boolean> {
  if (member.kind === 'user') return access.addGroupMember(groupId, member.userId, at);
  const result = await access.nestGroup(member.groupId, groupId, at);
  if (result === 'cycle') throw new CarrelError('GROUP_CYCLE');
  return result === 'nested';
}

/** @throws InvalidRequestError: everyone is in no group. */
function memberOf(principal: GrantPrincipal): Member {
  if (principal.kind === 'everyone') throw new InvalidRequestError([{ path: 'member', expected: 'expected the id of a person or group' }]);
  return principal;
}
