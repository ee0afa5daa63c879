import type { AuditTrail } from '@carrel/audit';
import { anonymousActor } from '@carrel/audit';
import type { Me } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { Actor, Clock, RateLimit, RateLimiter, RecordStore, Repositories, UserId } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';
import { readCompany } from '../company/company-name.ts';
import { addressKey } from '../http/address-key.ts';
import type { Mailing } from '../mail/mailing.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, handlePublic } from '../http/bind-route.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { Auth } from './create-auth.ts';
import { authHeaders } from './create-auth.ts';
import { requestOrigin } from './request-origin.ts';
import { consumeSignInToken } from './sign-in-links.ts';

export interface IdentityDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly auth: Auth;
  readonly clock: Clock;
  readonly rateLimiter: RateLimiter;
  readonly mailing: Mailing;
  readonly readCapabilities: () => Promise<Me['capabilities']>;
}

const oneTimeLinks: RateLimit = { name: 'one-time-links', amount: 20, windowMs: 60_000 };

/** Who is signed in, and how the first owner and people with a one-time link get in. */
export function createIdentityHandlers(deps: IdentityDeps): readonly BoundRoute[] {
  const { store, audit, auth, clock } = deps;
  return [
    handle(routes.me, async ({ caller }) => {
      const { identity, access } = store.read;
      const [user, company, groups, hasPassword, hasSecondFactor, capabilities] = await Promise.all([
        identity.findUser(caller.userId),
        readCompany(store.read),
        access.listGroupsOf(caller.userId),
        identity.hasPassword(caller.userId),
        identity.hasSecondFactor(caller.userId),
        deps.readCapabilities(),
      ]);
      if (user === null) throw new CarrelError('UNAUTHENTICATED');
      return {
        userId: user.id,
        name: user.name,
        email: user.email,
        roles: [...user.roles],
        company,
        groups: groups.map(({ id, name }) => ({ id, name })),
        hasPassword,
        hasSecondFactor,
        capabilities,
      };
    }),

    handlePublic(routes.exchangeSignInLink, async ({ body, request, response }) => {
      await deps.rateLimiter.take(oneTimeLinks, addressKey(request));
      const origin = requestOrigin(request);
      const requestId = requestIdOf(response);
      const userId = await store.transaction(async (transaction) => {
        const found = await consumeSignInToken(transaction, clock, body.token);
        if (found === null)
          await audit.record(transaction, anonymousActor({ channel: 'web', requestId, ...origin }), {
            type: 'login.failed',
            userId: null,
            identifier: null,
            reason: 'LINK_INVALID',
          });
        // With a second factor the sign-in is complete, and on record, only after it.
        else if (!(await transaction.identity.hasSecondFactor(found))) {
          await transaction.identity.noteSignIn(found, isoTime(clock));
          await audit.record(transaction, linkActor(found, { requestId, ...origin }), { type: 'login.succeeded', userId: found });
        }
        return found;
      });
      if (userId === null) throw new CarrelError('SIGN_IN_LINK_INVALID');
      const started = await auth.startSession(userId, { method: 'sign-in-link', isSecondFactorAsked: true }, authHeaders(origin));
      response.append('set-cookie', [...started.setCookies]);
      const needsSetup = !(await store.read.identity.hasPassword(userId));
      return { ok: true as const, needsSetup, needsSecondFactor: started.isSecondFactorNeeded };
    }),

    handle(routes.setupOwner, async ({ caller, body }) => {
      const { actor, userId } = caller;
      const { method } = actor.authentication;
      // A link proves who somebody is as a password does; a session of an old password does not give a new one.
      const isAllowed = method === 'sign-in-link' || (method === 'password' && !(await store.read.identity.hasPassword(userId)));
      if (!isAllowed) throw new CarrelError('FORBIDDEN', { message: 'expected a session that began with a one-time link' });
      const passwordHash = await auth.hashPassword(body.password, [body.name, body.email]);
      const profile = { name: body.name, email: body.email.toLowerCase() };
      await store.transaction(async (transaction) => {
        await noticeSetup(deps, transaction, { userId, email: profile.email });
        await transaction.identity.updateUser(userId, { ...profile, at: isoTime(clock) });
        await transaction.identity.setPasswordHash(userId, passwordHash, isoTime(clock));
        // Whoever got in by the old password, or by another link, is out.
        for (const sessionRef of await transaction.sessions.endAll(userId, actor.authentication.sessionRef ?? null))
          await audit.record(transaction, actor, { type: 'session.revoked', sessionRef, userId, reason: 'SIGNED_OUT' });
        await transaction.identity.endSignInLinks(userId);
        await audit.record(transaction, actor, { type: 'user.updated', userId, ...profile });
      });
      return { ok: true as const };
    }),
  ];
}

/** Whoever had a password, or another address, is told where they were known before. */
async function noticeSetup(
  { mailing }: IdentityDeps,
  transaction: Repositories,
  { userId, email }: { readonly userId: UserId; readonly email: string },
): Promise<void> {
  const before = await transaction.identity.findUser(userId);
  if (before === null || !(await transaction.identity.hasPassword(userId))) return;
  await mailing.notify(transaction, before, 'password-changed');
  if (before.email !== email) await mailing.notify(transaction, before, 'address-changed');
}

function linkActor(userId: UserId, request: Pick<Actor, 'requestId' | 'ipAddress' | 'userAgent'>): Actor {
  const principal = { kind: 'user', userId } as const;
  return { principal, audience: [principal], roles: [], channel: 'web', authentication: { method: 'sign-in-link' }, ...request };
}
