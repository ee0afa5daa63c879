import { routes } from '@carrel/contract';
import type { IdSource, Repositories, Role, User } from '@carrel/core';
import { CarrelError, isoTime, userIdSchema } from '@carrel/core';
import type { RecordStore } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { Auth } from '../authentication/create-auth.ts';
import { bringSignInLink, makeSignInLink } from '../authentication/make-sign-in-link.ts';
import type { LinkDeps } from '../authentication/make-sign-in-link.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { deliveryView } from '../mail/delivery-view.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';

export interface UserAdminDeps extends LinkDeps {
  readonly store: RecordStore;
  readonly auth: Auth;
  readonly ids: IdSource;
}

const firstLinkHours = 24;

export function createUserHandlers(deps: UserAdminDeps): readonly BoundRoute[] {
  const { store, audit, auth, clock, ids } = deps;
  return [
    handle(routes.listUsers, async () => ({ items: (await store.read.identity.listUsers()).map(userView) })),

    handle(routes.createUser, async ({ caller, body }) => {
      const passwordHash = body.password === undefined ? null : await auth.hashPassword(body.password, [body.name, body.email]);
      const { name, email, roles, isMailed } = body;
      const { userId, made } = await store.transaction(async (transaction) => {
        const id = ids.userId();
        const at = isoTime(clock);
        if ((await transaction.identity.findUserByEmail(email)) !== null)
          throw new CarrelError('CONFLICT', { message: 'the e-mail address belongs to somebody' });
        await transaction.identity.createUser({ id, name, email: email.toLowerCase(), createdAt: at });
        await audit.record(transaction, caller.actor, { type: 'user.provisioned', userId: id, name, email: email.toLowerCase() });
        await changeRoles(transaction, deps, { caller, userId: id, granted: [...new Set(roles)], revoked: [] });
        if (passwordHash === null)
          return { userId: id, made: await makeSignInLink(transaction, deps, { caller, userId: id, hours: firstLinkHours, isMailed }) };
        await transaction.identity.setPasswordHash(id, passwordHash, at);
        return { userId: id, made: null };
      });
      const signInUrl = made === null ? null : await bringSignInLink(deps, made);
      const mail = made === null || made.deliveryId === null ? undefined : (await store.read.mail.listNewestLinks([userId]))[0];
      return { user: userView(await mustFind(store.read, userId)), signInUrl, mail: mail === undefined ? null : deliveryView(mail, clock) };
    }),

    handle(routes.updateUser, async ({ caller, params, body }) => {
      const userId = idOrNotFound(userIdSchema, params.id);
      await store.transaction(async (transaction) => {
        const user = await mustFind(transaction, userId);
        await requireAdminStays(transaction, user, body);
        if (body.roles !== undefined) {
          const wanted = new Set(body.roles);
          await changeRoles(transaction, deps, {
            caller,
            userId,
            granted: [...wanted].filter((role) => !user.roles.includes(role)),
            revoked: user.roles.filter((role) => !wanted.has(role)),
          });
        }
        if (body.isActive !== undefined && body.isActive !== user.isActive) {
          await transaction.identity.setActive(userId, body.isActive);
          await audit.record(
            transaction,
            caller.actor,
            body.isActive ? { type: 'user.updated', userId, name: user.name, email: user.email } : { type: 'user.deactivated', userId },
          );
        }
      });
      return userView(await mustFind(store.read, userId));
    }),
  ];
}

interface RoleChange {
  readonly caller: Caller;
  readonly userId: User['id'];
  readonly granted: readonly Role[];
  readonly revoked: readonly Role[];
}

async function changeRoles(
  transaction: Repositories,
  { audit, clock }: Pick<UserAdminDeps, 'audit' | 'clock'>,
  change: RoleChange,
): Promise<void> {
  const { caller, userId } = change;
  for (const role of change.granted) {
    await transaction.identity.grantRole(userId, role, isoTime(clock));
    await audit.record(transaction, caller.actor, { type: 'role.granted', userId, role });
  }
  for (const role of change.revoked) {
    await transaction.identity.revokeRole(userId, role, isoTime(clock));
    await audit.record(transaction, caller.actor, { type: 'role.revoked', userId, role });
  }
}

/** Somebody must be able to administer: the owner of the data folder, and the last admin, stay active, and admins. */
export async function requireAdminStays(
  transaction: Repositories,
  user: User,
  change: { readonly isActive?: boolean | undefined; readonly roles?: readonly Role[] | undefined },
): Promise<void> {
  const isLeaving = change.isActive === false || (change.roles !== undefined && !change.roles.includes('admin'));
  if (!isLeaving) return;
  const owner = await transaction.identity.findOwner();
  if (owner?.id === user.id) throw new CarrelError('LAST_ADMIN');
  const isAdmin = (one: User) => one.isActive && one.kind === 'person' && one.roles.includes('admin');
  if (isAdmin(user) && !(await transaction.identity.listUsers()).some((one) => one.id !== user.id && isAdmin(one)))
    throw new CarrelError('LAST_ADMIN');
}

async function mustFind(repositories: Pick<Repositories, 'identity'>, userId: User['id']): Promise<User> {
  const user = await repositories.identity.findUser(userId);
  if (user === null) throw new CarrelError('NOT_FOUND');
  return user;
}

export function userView({ id, kind, name, email, roles, isActive, createdAt, lastSignInAt }: User) {
  return { id, kind, name, email, roles: [...roles], isActive, createdAt, lastSignInAt };
}
