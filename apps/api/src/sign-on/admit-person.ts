import type { AuditTrail } from '@carrel/audit';
import type { Actor, Clock, IdSource, Repositories, User } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';
import type { SignOnProviderSettings } from './read-provider-file.ts';
import type { SignOnClaims } from './sign-on-client.ts';

export interface AdmitDeps {
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}

interface Admission {
  readonly claims: SignOnClaims;
  readonly settings: SignOnProviderSettings;
  /** Carrel itself: nobody has signed in yet. */
  readonly actor: Actor;
}

/**
 * The person whom an account of a provider belongs to: by issuer and subject, and by nothing else. A stranger is turned away or
 * made, as the provider's settings say; never taken for somebody because of an equal address.
 * @throws SIGN_ON_UNKNOWN, SIGN_ON_ADDRESS_TAKEN.
 */
export async function admitPerson(transaction: Repositories, deps: AdmitDeps, admission: Admission): Promise<User> {
  const { claims, settings } = admission;
  const linkedId = await transaction.signOn.findUser(claims);
  if (linkedId === null && settings.unknownPeople === 'refuse') throw new CarrelError('SIGN_ON_UNKNOWN');
  const userId = linkedId ?? (await createPerson(transaction, deps, admission));
  const user = await transaction.identity.findUser(userId);
  if (user === null || !user.isActive) throw new CarrelError('SIGN_ON_UNKNOWN', { message: 'the person is switched off' });
  await syncGroups(transaction, deps, { ...admission, user });
  return user;
}

async function createPerson(transaction: Repositories, { audit, clock, ids }: AdmitDeps, admission: Admission): Promise<User['id']> {
  const { claims, settings, actor } = admission;
  const { email } = claims;
  if (email === null) throw new CarrelError('SIGN_ON_FAILED', { message: 'expected an e-mail address in the token' });
  if ((await transaction.identity.findUserByEmail(email)) !== null) throw new CarrelError('SIGN_ON_ADDRESS_TAKEN');
  const userId = ids.userId();
  const at = isoTime(clock);
  const name = claims.name ?? email;
  await transaction.identity.createUser({ id: userId, name, email, createdAt: at });
  await audit.record(transaction, actor, { type: 'user.provisioned', userId, name, email });
  for (const role of new Set(settings.roles)) {
    await transaction.identity.grantRole(userId, role, at);
    await audit.record(transaction, actor, { type: 'role.granted', userId, role });
  }
  await transaction.signOn.link(userId, claims, at);
  await audit.record(transaction, actor, { type: 'sso.linked', userId, issuer: claims.issuer });
  return userId;
}

/** Membership in the groups that the settings name follows the token, both ways; every other group is left alone. */
async function syncGroups(
  transaction: Repositories,
  { audit, clock }: AdmitDeps,
  { claims, settings, actor, user }: Admission & { readonly user: User },
): Promise<void> {
  const wanted = new Set(claims.groups.flatMap((claim) => settings.groups[claim] ?? []));
  const managed = new Set(Object.values(settings.groups));
  if (managed.size === 0) return;
  const current = new Set((await transaction.access.listGroupsOf(user.id)).map(({ id }) => id));
  const at = isoTime(clock);
  for (const group of await transaction.access.listGroups()) {
    if (!managed.has(group.name) || wanted.has(group.name) === current.has(group.id)) continue;
    const isJoining = wanted.has(group.name);
    if (isJoining) await transaction.access.addGroupMember(group.id, user.id, at);
    else await transaction.access.removeGroupMember(group.id, user.id, at);
    const change = isJoining ? 'member-added' : 'member-removed';
    await audit.record(transaction, actor, { type: 'group.changed', groupId: group.id, change, member: { kind: 'user', userId: user.id } });
  }
}
