import type { Request } from 'express';
import { z } from 'zod';
import type { AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { Clock, RateLimit, RateLimiter, RecordStore, Repositories, UserId } from '@carrel/core';
import { CarrelError, isoTime, userIdSchema } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import type { Mailing } from '../mail/mailing.ts';
import type { Caller } from './caller.ts';
import type { Auth } from './create-auth.ts';
import { authHeaders } from './create-auth.ts';
import { passOn } from './pass-on.ts';

export interface SecondFactorDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly auth: Auth;
  readonly rateLimiter: RateLimiter;
  readonly mailing: Mailing;
  readonly clock: Clock;
}

const enabledSchema = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });
const codesSchema = z.object({ backupCodes: z.array(z.string()) });

/** Setting a second factor up, new recovery codes, and turning it off: each with the password, where there is one. */
export function createSecondFactorHandlers(deps: SecondFactorDeps, options: { readonly signIns: RateLimit }): readonly BoundRoute[] {
  const { store, audit } = deps;
  /** @throws PASSWORD_WRONG, CONFLICT. */
  async function ask(caller: Caller, request: Request, call: { readonly path: string; readonly body: object }): Promise<Response> {
    requireSession(caller);
    await deps.rateLimiter.take({ ...options.signIns, name: 'second-factors' }, caller.userId);
    const answer = await passOn(deps.auth, request, call);
    if (answer.status === 200) return answer;
    const { code } = z.object({ code: z.string().catch('') }).parse(await answer.json().catch(() => ({})));
    if (code === 'INVALID_PASSWORD') throw new CarrelError('PASSWORD_WRONG');
    if (code === 'INVALID_CODE') throw new CarrelError('SECOND_FACTOR_CODE_WRONG');
    throw new CarrelError('CONFLICT', { message: `better-auth refused: ${code}` });
  }
  const recordEnrolment = (caller: Caller) =>
    store.transaction((transaction) => audit.record(transaction, caller.actor, { type: 'mfa.enrolled', userId: caller.userId }));

  return [
    handle(routes.beginSecondFactor, async ({ caller, body, request }) => {
      const answer = await ask(caller, request, { path: '/two-factor/enable', body: { ...body, method: 'totp' } });
      const { totpURI, backupCodes } = enabledSchema.parse(await answer.json());
      return { uri: totpURI, secret: new URL(totpURI).searchParams.get('secret') ?? '', recoveryCodes: backupCodes };
    }),

    handle(routes.confirmSecondFactor, async ({ caller, body, request, response }) => {
      const answer = await ask(caller, request, { path: '/two-factor/verify-totp', body });
      await recordEnrolment(caller);
      passCookies(response, answer);
      return { ok: true as const };
    }),

    handle(routes.renewRecoveryCodes, async ({ caller, body, request }) => {
      const answer = await ask(caller, request, { path: '/two-factor/generate-backup-codes', body });
      await recordEnrolment(caller);
      return { recoveryCodes: codesSchema.parse(await answer.json()).backupCodes };
    }),

    handle(routes.removeSecondFactor, async ({ caller, body, request, response }) => {
      requireSession(caller);
      await deps.rateLimiter.take({ ...options.signIns, name: 'second-factors' }, caller.userId);
      const { userId } = caller;
      const isRight = (await store.read.identity.hasPassword(userId)) ? await deps.auth.verifyPassword(userId, body.password ?? '') : true;
      if (!isRight) throw new CarrelError('PASSWORD_WRONG');
      await store.transaction((transaction) => removeFactor(transaction, deps, { caller, userId }));
      response.removeHeader('set-cookie');
      response.append('set-cookie', [...(await deps.auth.renewSession(authHeaders({ cookie: request.headers.cookie })))]);
      return { ok: true as const };
    }),

    handle(routes.removeUserSecondFactor, async ({ caller, params }) => {
      const userId = idOrNotFound(userIdSchema, params.id);
      // One's own goes by the password; whoever owns the machine, and has no session, may have lost their own.
      if (userId === caller.userId && caller.actor.authentication.sessionRef !== undefined)
        throw new CarrelError('CONFLICT', { message: 'one’s own second factor is removed in Settings, with the password' });
      await store.transaction(async (transaction) => {
        await removeFactor(transaction, deps, { caller, userId });
        // Whoever found the lost device is out.
        for (const sessionRef of await transaction.sessions.endAll(userId, null))
          await audit.record(transaction, caller.actor, { type: 'session.revoked', sessionRef, userId, reason: 'REVOKED_BY_ADMIN' });
      });
      return { ok: true as const };
    }),
  ];
}

/** With its recovery codes, the notice and the record. @throws NOT_FOUND: there is no such person, or they have none. */
async function removeFactor(
  transaction: Repositories,
  { audit, mailing, clock }: Pick<SecondFactorDeps, 'audit' | 'mailing' | 'clock'>,
  { caller, userId }: { readonly caller: Caller; readonly userId: UserId },
): Promise<void> {
  const person = await transaction.identity.findUser(userId);
  if (person === null || !(await transaction.identity.removeSecondFactor(userId, isoTime(clock)))) throw new CarrelError('NOT_FOUND');
  await mailing.notify(transaction, person, 'second-factor-removed');
  await audit.record(transaction, caller.actor, { type: 'mfa.removed', userId });
}

function requireSession({ actor }: Caller): void {
  if (actor.authentication.sessionRef === undefined) throw new CarrelError('FORBIDDEN', { message: 'expected a session' });
}

/** The session goes on under a new secret. */
function passCookies(
  response: { removeHeader(name: string): void; append(name: string, values: string[]): unknown },
  answer: Response,
): void {
  response.removeHeader('set-cookie');
  response.append('set-cookie', answer.headers.getSetCookie());
}
