import { routes } from '@carrel/contract';
import { CarrelError, isoTime, userIdSchema } from '@carrel/core';
import { createKey, keyView } from '../admin/create-key.ts';
import { userView } from '../admin/user-handlers.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import type { RightsDeps } from './rights-deps.ts';

/** Nobody can receive mail there, and no person has such an address (RFC 2606). */
const serviceDomain = 'service.invalid';

/** Programs that act in their own name: with rights like a person's, by keys, and without any way to sign in. */
export function createServiceUserHandlers(deps: RightsDeps): readonly BoundRoute[] {
  const { store, audit, clock, ids } = deps;
  return [
    handle(routes.createServiceUser, async ({ caller, body }) => {
      const userId = ids.userId();
      const at = isoTime(clock);
      const profile = { name: body.name, email: `${userId}@${serviceDomain}` };
      await store.transaction(async (transaction) => {
        await transaction.identity.createUser({ id: userId, kind: 'service', ...profile, createdAt: at });
        await audit.record(transaction, caller.actor, { type: 'user.provisioned', userId, ...profile });
        for (const role of new Set(body.roles)) {
          await transaction.identity.grantRole(userId, role, at);
          await audit.record(transaction, caller.actor, { type: 'role.granted', userId, role });
        }
      });
      return userView(await mustFindUser(deps, userId));
    }),
    handle(routes.getUser, async ({ params }) => {
      const user = await mustFindUser(deps, idOrNotFound(userIdSchema, params.id));
      const groups = await store.read.access.listGroupsOf(user.id);
      return { ...userView(user), groups: groups.map(({ id, name }) => ({ id, name })) };
    }),
    handle(routes.createServiceKey, async ({ caller, params, body }) => {
      const user = await mustFindUser(deps, idOrNotFound(userIdSchema, params.id));
      // A key acts as its owner: nobody makes one that acts as another person.
      if (user.kind !== 'service') throw new CarrelError('FORBIDDEN', { message: 'expected a service user, got a person' });
      if (!user.isActive) throw new CarrelError('CONFLICT', { message: 'the service user is switched off' });
      return createKey(deps, { caller, ownerId: user.id, ...body });
    }),
    handle(routes.listAllApiKeys, async () => {
      const [keys, users] = await Promise.all([store.read.identity.listAllApiKeys(), store.read.identity.listUsers()]);
      const owners = new Map(users.map((user) => [user.id, user]));
      return {
        items: keys.flatMap((key) => {
          const owner = owners.get(key.ownerId);
          if (owner === undefined) return [];
          const { id, name, kind } = owner;
          return [{ ...keyView(key), owner: { id, name, kind }, revokedAt: key.revokedAt }];
        }),
      };
    }),
    handle(routes.revokeAnyApiKey, async ({ caller, params }) => {
      await store.transaction(async (transaction) => {
        const key = (await transaction.identity.listAllApiKeys()).find((one) => one.id === params.id);
        const isRevoked = key !== undefined && (await transaction.identity.revokeApiKey(key.id, key.ownerId, isoTime(clock)));
        if (!isRevoked) throw new CarrelError('NOT_FOUND');
        await audit.record(transaction, caller.actor, { type: 'apikey.revoked', apiKeyId: key.id, ownerId: key.ownerId });
      });
      return { ok: true as const };
    }),
  ];
}

async function mustFindUser({ store }: Pick<RightsDeps, 'store'>, id: ReturnType<typeof userIdSchema.parse>) {
  const user = await store.read.identity.findUser(id);
  if (user === null) throw new CarrelError('NOT_FOUND');
  return user;
}
