import { routes } from '@carrel/contract';
import type { GroupId, Repositories } from '@carrel/core';
import { CarrelError, groupIdSchema, isoTime } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { groupView } from './group-view.ts';
import { recordEndedGrants } from './record-ended-grants.ts';
import type { RightsDeps } from './rights-deps.ts';

/** Groups by themselves; who is in them is in `member-handlers.ts`. */
export function createGroupHandlers({ store, audit, clock, ids }: RightsDeps): readonly BoundRoute[] {
  const view = async (id: GroupId) => groupView(await mustFindGroup(store.read, id));
  return [
    handle(routes.listGroups, async () => ({ items: [...(await store.read.access.listGroups())] })),
    handle(routes.getGroup, async ({ params }) => view(idOrNotFound(groupIdSchema, params.id))),
    handle(routes.createGroup, async ({ caller, body }) => {
      const id = ids.groupId();
      await store.transaction(async (transaction) => {
        await requireFreeName(transaction, body.name);
        await transaction.access.createGroup({ id, name: body.name, createdAt: isoTime(clock) });
        await audit.record(transaction, caller.actor, { type: 'group.changed', groupId: id, change: 'created', member: null });
      });
      return view(id);
    }),
    handle(routes.renameGroup, async ({ caller, params, body }) => {
      const groupId = idOrNotFound(groupIdSchema, params.id);
      await store.transaction(async (transaction) => {
        const { name } = await mustFindGroup(transaction, groupId);
        if (name === body.name) return;
        await requireFreeName(transaction, body.name);
        await transaction.access.renameGroup(groupId, body.name);
        await audit.record(transaction, caller.actor, { type: 'group.changed', groupId, change: 'renamed', member: null });
      });
      return view(groupId);
    }),
    handle(routes.deleteGroup, async ({ caller, params }) => {
      const groupId = idOrNotFound(groupIdSchema, params.id);
      await store.transaction(async (transaction) => {
        await mustFindGroup(transaction, groupId);
        const ended = await transaction.access.deleteGroup(groupId, isoTime(clock));
        await recordEndedGrants(transaction, { audit }, { caller, ended });
        await audit.record(transaction, caller.actor, { type: 'group.changed', groupId, change: 'deleted', member: null });
      });
      return { ok: true as const };
    }),
  ];
}

/** @throws NOT_FOUND. */
export async function mustFindGroup({ access }: Pick<Repositories, 'access'>, id: GroupId) {
  const group = await access.findGroup(id);
  if (group === null) throw new CarrelError('NOT_FOUND');
  return group;
}

async function requireFreeName({ access }: Pick<Repositories, 'access'>, name: string): Promise<void> {
  if ((await access.findGroupByName(name)) !== null) throw new CarrelError('NAME_TAKEN');
}
