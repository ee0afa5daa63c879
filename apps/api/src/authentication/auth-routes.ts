import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import type { AuditTrail } from '@carrel/audit';
import { anonymousActor } from '@carrel/audit';
import type { Clock, RateLimit, RateLimiter, RecordStore, User } from '@carrel/core';
import { CarrelError, isoTime, userIdSchema } from '@carrel/core';
import { addressKey } from '../http/address-key.ts';
import { parseInput, InvalidRequestError } from '../http/invalid-request-error.ts';
import type { Mailing } from '../mail/mailing.ts';
import type { ReadJsonBody } from '../http/read-json-body.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { Authenticate } from './authenticate.ts';
import type { Caller } from './caller.ts';
import type { Auth } from './create-auth.ts';
import { authHeaders } from './create-auth.ts';
import { passOn } from './pass-on.ts';
import { recordSignIn } from './record-sign-in.ts';
import { mountSecondStepRoutes } from './second-step-routes.ts';
import { requireStrongPassword } from './require-strong-password.ts';
import { requestOrigin } from './request-origin.ts';

export interface AuthRouteDeps {
  readonly auth: Auth;
  readonly authenticate: Authenticate;
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly rateLimiter: RateLimiter;
  readonly readJsonBody: ReadJsonBody;
  readonly mailing: Mailing;
}

export interface AuthRouteOptions {
  readonly jsonBodyBytes: number;
  readonly signIns: RateLimit;
}

const signInBodySchema = z.object({ email: z.email().max(320), password: z.string().min(1).max(256) });
const changePasswordBodySchema = z.object({
  currentPassword: z.string().min(1).max(256),
  newPassword: z.string().min(12, 'expected at least 12 characters').max(256),
});
const signedInSchema = z.object({ user: z.object({ id: userIdSchema, name: z.string(), email: z.string() }) });

/** After the right password: a session, or the question for the second factor. */
const firstStepSchema = z.union([z.object({ twoFactorRedirect: z.literal(true) }), signedInSchema]);

/**
 * The allow-list of better-auth's routes: sign in with one or two factors, sign out, the session, change of password. Every other path of better-auth
 * does not exist here. Sign-ins, failed ones too, and sign-outs are on record before the response leaves. The secret of
 * the session is in the cookie alone, never in a body.
 */
export function mountAuthRoutes(app: Express, deps: AuthRouteDeps, options: AuthRouteOptions): void {
  mountSecondStepRoutes(app, deps, options);
  app.post('/api/auth/sign-in/email', async (request, response) => {
    const body = parseInput(signInBodySchema, await deps.readJsonBody(request, response, options.jsonBodyBytes));
    const email = body.email.toLowerCase();
    await limitSignIns(deps, options.signIns, { request, response, email });
    const answer = await passOn(deps.auth, request, { path: '/sign-in/email', body: { email, password: body.password } });
    if (answer.status >= 500)
      throw new CarrelError('DATABASE_UNAVAILABLE', { message: `better-auth answered with status ${answer.status}` });
    if (answer.status !== 200) await refuseSignIn(deps, { request, response, email });
    const signedIn = firstStepSchema.parse(await answer.json());
    const setCookies = answer.headers.getSetCookie();
    response.append('set-cookie', setCookies);
    if ('twoFactorRedirect' in signedIn) return void response.json({ needsSecondFactor: true });
    await recordSignIn(deps, request, { response, userId: signedIn.user.id, setCookies });
    response.json({ user: signedIn.user });
  });

  app.post('/api/auth/sign-out', async (request, response) => {
    const caller = await deps.authenticate(request, response);
    const answer = await passOn(deps.auth, request, { path: '/sign-out', body: {} });
    const sessionRef = caller?.actor.authentication.sessionRef;
    if (caller !== null && sessionRef !== undefined) {
      await deps.store.transaction((transaction) =>
        deps.audit.record(transaction, caller.actor, { type: 'session.revoked', sessionRef, userId: caller.userId, reason: 'SIGNED_OUT' }),
      );
    }
    response.removeHeader('set-cookie');
    response.append('set-cookie', answer.headers.getSetCookie());
    response.setHeader('clear-site-data', '"cache", "cookies"');
    response.json({ success: true });
  });

  app.get('/api/auth/get-session', async (request, response) => {
    const caller = await deps.authenticate(request, response);
    const user = caller === null ? null : await deps.store.read.identity.findUser(caller.userId);
    response.json(
      user === null || caller === null
        ? null
        : {
            session: { id: caller.actor.authentication.sessionRef ?? null, userId: user.id },
            user: { id: user.id, name: user.name, email: user.email },
          },
    );
  });

  app.post('/api/auth/change-password', async (request, response) => {
    const caller = await deps.authenticate(request, response);
    if (caller?.actor.authentication.sessionRef === undefined) throw new CarrelError('UNAUTHENTICATED');
    await deps.rateLimiter.take(options.signIns, caller.userId);
    const body = parseInput(changePasswordBodySchema, await deps.readJsonBody(request, response, options.jsonBodyBytes));
    const person = await deps.store.read.identity.findUser(caller.userId);
    requireStrongPassword(body.newPassword, person === null ? [] : [person.name, person.email]);
    if (!(await deps.auth.verifyPassword(caller.userId, body.currentPassword)))
      throw new InvalidRequestError([{ path: 'currentPassword', expected: 'expected the password that is in use now' }]);
    await changePassword(deps, caller, await deps.auth.hashPassword(body.newPassword));
    // Under another secret: a cookie that somebody copied is worth nothing from now on.
    response.removeHeader('set-cookie');
    response.append('set-cookie', [...(await deps.auth.renewSession(authHeaders({ cookie: request.headers.cookie })))]);
    response.json({ success: true });
  });
}

/** The password, the end of every other session, the notice and the record: all of it, or nothing. */
async function changePassword(
  { store, audit, mailing, clock }: AuthRouteDeps,
  { actor, userId }: Caller,
  passwordHash: string,
): Promise<void> {
  await store.transaction(async (transaction) => {
    const person = await transaction.identity.findUser(userId);
    if (person === null) throw new CarrelError('UNAUTHENTICATED');
    await transaction.identity.setPasswordHash(userId, passwordHash, isoTime(clock));
    for (const sessionRef of await transaction.sessions.endAll(userId, actor.authentication.sessionRef ?? null))
      await audit.record(transaction, actor, { type: 'session.revoked', sessionRef, userId, reason: 'SIGNED_OUT' });
    await mailing.notify(transaction, person, 'password-changed');
    await audit.record(transaction, actor, { type: 'user.updated', userId, name: person.name, email: person.email });
  });
}

interface SignInAttempt {
  readonly request: Request;
  readonly response: Response;
  readonly email: string;
}

/** By account and by address: neither one account from many places nor many accounts from one place. */
async function limitSignIns(deps: AuthRouteDeps, signIns: RateLimit, attempt: SignInAttempt): Promise<void> {
  try {
    await deps.rateLimiter.take(signIns, `account ${attempt.email}`);
    await deps.rateLimiter.take({ ...signIns, amount: signIns.amount * 4 }, `address ${addressKey(attempt.request)}`);
  } catch (error) {
    await recordFailure(deps, attempt, { user: null, reason: 'RATE_LIMITED' });
    throw error;
  }
}

async function refuseSignIn(deps: AuthRouteDeps, attempt: SignInAttempt): Promise<never> {
  const user = await deps.store.read.identity.findUserByEmail(attempt.email);
  await recordFailure(deps, attempt, { user, reason: user !== null && !user.isActive ? 'USER_INACTIVE' : 'BAD_CREDENTIALS' });
  throw new CarrelError('SIGN_IN_FAILED');
}

async function recordFailure(
  { store, audit }: AuthRouteDeps,
  { request, response, email }: SignInAttempt,
  { user, reason }: { readonly user: User | null; readonly reason: 'BAD_CREDENTIALS' | 'USER_INACTIVE' | 'RATE_LIMITED' },
): Promise<void> {
  const actor = anonymousActor({ channel: 'web', requestId: requestIdOf(response), ...requestOrigin(request) });
  await store.transaction((transaction) =>
    audit.record(transaction, actor, { type: 'login.failed', userId: user?.id ?? null, identifier: email, reason }),
  );
}
