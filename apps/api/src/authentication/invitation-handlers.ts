import type { AuditTrail } from '@carrel/audit';
import type { Invitation } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { Clock, IdSource, RecordStore, Repositories, Role, User, UserId } from '@carrel/core';
import { CarrelError, isoTime, userIdSchema } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import type { Caller } from './caller.ts';
import { createSignInToken, signInUrl } from './sign-in-links.ts';

export interface InvitationDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly baseUrl: () => string;
}

const hourMs = 60 * 60_000;
const renewedHours = 72;

/** Invitations by link, for companies without a mail server: whoever invites hands the link over. */
export function createInvitationHandlers(deps: InvitationDeps): readonly BoundRoute[] {
  const { store, clock } = deps;
  return [
    handle(routes.listInvitations, async () => ({ items: await invitations(store.read, isoTime(clock)) })),

    handle(routes.createInvitation, async ({ caller, body }) => {
      const { email, name = email, roles, groups, expiresInHours } = body;
      const { userId, token } = await store.transaction(async (transaction) => {
        const id = await invite(transaction, deps, { caller, email: email.toLowerCase(), name, roles, groups });
        return { userId: id, token: await newLink(transaction, deps, { caller, userId: id, hours: expiresInHours }) };
      });
      const invitation = (await invitations(store.read, isoTime(clock))).find((one) => one.userId === userId);
      if (invitation === undefined) throw new CarrelError('CONFLICT', { message: 'the invitation was taken meanwhile' });
      return { invitation, url: signInUrl(deps.baseUrl(), token) };
    }),

    handle(routes.createSignInLink, async ({ caller, params }) => {
      const userId = idOrNotFound(userIdSchema, params.id);
      const token = await store.transaction(async (transaction) => {
        const user = await transaction.identity.findUser(userId);
        if (user === null || !user.isActive || user.kind !== 'person') throw new CarrelError('NOT_FOUND');
        return newLink(transaction, deps, { caller, userId, hours: renewedHours });
      });
      return { url: signInUrl(deps.baseUrl(), token), expiresAt: new Date(clock.nowMs() + renewedHours * hourMs).toISOString() };
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

/** The links before it end: there is at most one way in that somebody holds in their hand. */
async function newLink(
  transaction: Repositories,
  { audit, clock }: InvitationDeps,
  { caller, userId, hours }: { readonly caller: Caller; readonly userId: UserId; readonly hours: number },
): Promise<string> {
  await transaction.identity.endSignInLinks(userId);
  const token = await createSignInToken(transaction, clock, userId, hours * hourMs);
  await audit.record(transaction, caller.actor, { type: 'login.link_created', userId });
  return token;
}

async function invitations({ identity }: Pick<Repositories, 'identity'>, at: string): Promise<Invitation[]> {
  const [open, users] = await Promise.all([identity.listInvited(at), identity.listUsers()]);
  const endOf = new Map(open.map(({ userId, expiresAt }) => [userId, expiresAt]));
  return users.flatMap(({ id, name, email, roles, createdAt }) =>
    endOf.has(id) ? [{ userId: id, name, email, roles: [...roles], invitedAt: createdAt, expiresAt: endOf.get(id) ?? null }] : [],
  );
}
