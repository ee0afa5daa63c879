import type { Invitation } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { Clock, IdSource, RecordStore, Repositories, Role, User, UserId } from '@carrel/core';
import { CarrelError, isoTime, userIdSchema } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import type { Caller } from './caller.ts';
import { deliveryView } from '../mail/delivery-view.ts';
import type { LinkDeps } from './make-sign-in-link.ts';
import { bringSignInLink, makeSignInLink } from './make-sign-in-link.ts';

export interface InvitationDeps extends LinkDeps {
  readonly store: RecordStore;
  readonly ids: IdSource;
}

const renewedHours = 72;

/** Invitations by link: whoever invites hands it over, or Carrel sends it where there is a mail server. */
export function createInvitationHandlers(deps: InvitationDeps): readonly BoundRoute[] {
  const { store, clock } = deps;
  return [
    handle(routes.listInvitations, async () => ({ items: await invitations(store.read, clock) })),

    handle(routes.createInvitation, async ({ caller, body }) => {
      const { email, name = email, roles, groups, expiresInHours: hours, isMailed } = body;
      const made = await store.transaction(async (transaction) => {
        const id = await invite(transaction, deps, { caller, email: email.toLowerCase(), name, roles, groups });
        return makeSignInLink(transaction, deps, { caller, userId: id, hours, isMailed });
      });
      const url = await bringSignInLink(deps, made);
      const invitation = (await invitations(store.read, clock)).find((one) => one.userId === made.user.id);
      if (invitation === undefined) throw new CarrelError('CONFLICT', { message: 'the invitation was taken meanwhile' });
      return { invitation, url };
    }),

    handle(routes.createSignInLink, async ({ caller, params, body }) => {
      const userId = idOrNotFound(userIdSchema, params.id);
      const made = await store.transaction(async (transaction) => {
        const user = await transaction.identity.findUser(userId);
        if (user === null || !user.isActive || user.kind !== 'person') throw new CarrelError('NOT_FOUND');
        return makeSignInLink(transaction, deps, { caller, userId, hours: renewedHours, isMailed: body.isMailed });
      });
      const url = await bringSignInLink(deps, made);
      const mail = made.deliveryId === null ? undefined : (await store.read.mail.listNewestLinks([userId]))[0];
      return { url, expiresAt: made.expiresAt, mail: mail === undefined ? null : deliveryView(mail, clock) };
    }),

    handle(routes.withdrawInvitation, async ({ caller, params }) => {
      const userId = idOrNotFound(userIdSchema, params.id);
      await store.transaction(async (transaction) => {
        const open = await transaction.identity.listInvited(isoTime(clock));
        if (!open.some((one) => one.userId === userId)) throw new CarrelError('NOT_FOUND');
        await transaction.identity.endSignInLinks(userId);
        await transaction.identity.setActive(userId, false);
        await deps.audit.record(transaction, caller.actor, { type: 'user.deactivated', userId });
      });
      return { ok: true as const };
    }),
  ];
}

interface Invite {
  readonly caller: Caller;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly groups: readonly string[];
}

/** Roles and groups are given now, by whoever invites; the link only lets the person in. @throws CONFLICT when the address belongs to somebody. */
async function invite(transaction: Repositories, deps: InvitationDeps, { caller, ...wanted }: Invite): Promise<UserId> {
  const { email, name } = wanted;
  const at = isoTime(deps.clock);
  const known = await transaction.identity.findUserByEmail(email);
  if (known !== null && !(await isWithdrawn(transaction, known)))
    throw new CarrelError('CONFLICT', { message: 'the e-mail address belongs to somebody' });
  const userId = known?.id ?? deps.ids.userId();
  if (known === null) await transaction.identity.createUser({ id: userId, name, email, createdAt: at });
  else {
    await transaction.identity.setActive(userId, true);
    await transaction.identity.updateUser(userId, { name, email, at });
  }
  await deps.audit.record(transaction, caller.actor, { type: 'user.provisioned', userId, name, email });
  await giveRoles(transaction, deps, { caller, userId, before: known?.roles ?? [], wanted: wanted.roles });
  await joinGroups(transaction, deps, { caller, userId, groups: wanted.groups });
  return userId;
}

async function giveRoles(
  transaction: Repositories,
  { audit, clock }: InvitationDeps,
  change: { readonly caller: Caller; readonly userId: UserId; readonly before: readonly Role[]; readonly wanted: readonly Role[] },
): Promise<void> {
  const { caller, userId } = change;
  const [before, wanted] = [new Set(change.before), new Set(change.wanted)];
  const isNew = (role: Role) => !before.has(role);
  const isGone = (role: Role) => !wanted.has(role);
  for (const role of [...wanted].filter(isNew)) {
    await transaction.identity.grantRole(userId, role, isoTime(clock));
    await audit.record(transaction, caller.actor, { type: 'role.granted', userId, role });
  }
  for (const role of [...before].filter(isGone)) {
    await transaction.identity.revokeRole(userId, role, isoTime(clock));
    await audit.record(transaction, caller.actor, { type: 'role.revoked', userId, role });
  }
}

/** @throws NOT_FOUND for a group that is none. */
async function joinGroups(
  transaction: Repositories,
  { audit, clock }: InvitationDeps,
  { caller, userId, groups }: { readonly caller: Caller; readonly userId: UserId; readonly groups: readonly string[] },
): Promise<void> {
  const existing = await transaction.access.listGroups();
  for (const wantedId of new Set(groups)) {
    const group = existing.find(({ id }) => id === wantedId);
    if (group === undefined) throw new CarrelError('NOT_FOUND');
    if (!(await transaction.access.addGroupMember(group.id, userId, isoTime(clock)))) continue;
    await audit.record(transaction, caller.actor, {
      type: 'group.changed',
      groupId: group.id,
      change: 'member-added',
      member: { kind: 'user', userId },
    });
  }
}

/** Switched off before they ever came: the address is free for another invitation. */
async function isWithdrawn(transaction: Repositories, user: User): Promise<boolean> {
  if (user.isActive || user.kind !== 'person' || (await transaction.identity.hasPassword(user.id))) return false;
  return (await transaction.signOn.listLinks(user.id)).length === 0;
}

async function invitations({ identity, mail }: Pick<Repositories, 'identity' | 'mail'>, clock: Clock): Promise<Invitation[]> {
  const [open, users] = await Promise.all([identity.listInvited(isoTime(clock)), identity.listUsers()]);
  const endOf = new Map(open.map(({ userId, expiresAt }) => [userId, expiresAt]));
  const mails = new Map((await mail.listNewestLinks([...endOf.keys()])).map((one) => [one.userId, deliveryView(one, clock)]));
  return users.flatMap(({ id, name, email, roles, createdAt }) =>
    endOf.has(id)
      ? [
          {
            userId: id,
            name,
            email,
            roles: [...roles],
            invitedAt: createdAt,
            expiresAt: endOf.get(id) ?? null,
            mail: mails.get(id) ?? null,
          },
        ]
      : [],
  );
}
