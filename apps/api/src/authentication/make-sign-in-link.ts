import type { AuditTrail } from '@carrel/audit';
import type { Clock, LinkMailKind, Repositories, User, UserId } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { Mailing } from '../mail/mailing.ts';
import type { Caller } from './caller.ts';
import { createSignInToken, signInUrl } from './sign-in-links.ts';

export interface LinkDeps {
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly mailing: Mailing;
  readonly baseUrl: () => string;
}

/** A link whose transaction is not committed yet. */
export interface MadeLink {
  readonly token: string;
  readonly expiresAt: string;
  readonly user: User;
  readonly kind: LinkMailKind;
  /** Null: nobody sends it. */
  readonly deliveryId: string | null;
  /** Name of whoever made it. */
  readonly by: string;
}

const hourMs = 60 * 60_000;

/**
 * Makes a link, on record; the links before it end: there is at most one way in that somebody holds in their hand. Whoever has
 * been here before is told that there is one, when it is not the link itself that they get by mail.
 */
export async function makeSignInLink(
  transaction: Repositories,
  { audit, clock, mailing }: LinkDeps,
  {
    caller,
    userId,
    hours,
    isMailed,
  }: { readonly caller: Caller; readonly userId: UserId; readonly hours: number; readonly isMailed: boolean },
): Promise<MadeLink> {
  const { identity } = transaction;
  const [user, maker] = [await identity.findUser(userId), await identity.findUser(caller.userId)];
  if (user === null) throw new CarrelError('NOT_FOUND');
  await identity.endSignInLinks(userId);
  const token = await createSignInToken(transaction, clock, userId, hours * hourMs);
  const isKnown = user.lastSignInAt !== null;
  const kind = isKnown ? 'sign-in-link' : 'invitation';
  const deliveryId = isMailed ? await mailing.beginLink(transaction, user, kind) : null;
  if (deliveryId === null && isKnown) await mailing.notify(transaction, user, 'link-made');
  await audit.record(transaction, caller.actor, { type: 'login.link_created', userId, isMailed: deliveryId !== null });
  return { token, expiresAt: new Date(clock.nowMs() + hours * hourMs).toISOString(), user, kind, deliveryId, by: maker?.name ?? 'Carrel' };
}

/** After the commit: gives the link, once it was sent or could not be. */
export async function bringSignInLink({ mailing, baseUrl }: Pick<LinkDeps, 'mailing' | 'baseUrl'>, made: MadeLink): Promise<string> {
  const { token, deliveryId, ...link } = made;
  const url = signInUrl(baseUrl(), token);
  if (deliveryId !== null) await mailing.sendLink({ ...link, deliveryId, url });
  return url;
}
