import type { Request } from 'express';
import { z } from 'zod';
import type { AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { RateLimit, RateLimiter, RecordStore } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import type { Mailing } from '../mail/mailing.ts';
import type { Caller } from './caller.ts';
import type { Auth } from './create-auth.ts';
import { passOn } from './pass-on.ts';

export interface SecondFactorDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly auth: Auth;
  readonly rateLimiter: RateLimiter;
  readonly mailing: Mailing;
}

const enabledSchema = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });
const codesSchema = z.object({ backupCodes: z.array(z.string()) });

/** Setting a second factor up, new recovery codes, and turning it off: each with the password, where there is one. */
export function createSecondFactorHandlers(deps: SecondFactorDeps, options: { readonly signIns: RateLimit }): readonly BoundRoute[] {
  const { store, audit, mailing } = deps;
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
  const record = (caller: Caller, type: 'mfa.enrolled' | 'mfa.removed') =>
    store.transaction(async (transaction) => {
      const person = await transaction.identity.findUser(caller.userId);
      if (type === 'mfa.removed' && person !== null) await mailing.notify(transaction, person, 'second-factor-removed');
      await audit.record(transaction, caller.actor, { type, userId: caller.userId });
    });

  return [
    handle(routes.beginSecondFactor, async ({ caller, body, request }) => {
      const answer = await ask(caller, request, { path: '/two-factor/enable', body: { ...body, method: 'totp' } });
      const { totpURI, backupCodes } = enabledSchema.parse(await answer.json());
      return { uri: totpURI, secret: new URL(totpURI).searchParams.get('secret') ?? '', recoveryCodes: backupCodes };
    }),

    handle(routes.confirmSecondFactor, async ({ caller, body, request, response }) => {
      const answer = await ask(caller, request, { path: '/two-factor/verify-totp', body });
      await record(caller, 'mfa.enrolled');
      passCookies(response, answer);
      return { ok: true as const };
    }),

    handle(routes.renewRecoveryCodes, async ({ caller, body, request }) => {
      const answer = await ask(caller, request, { path: '/two-factor/generate-backup-codes', body });
      await record(caller, 'mfa.enrolled');
      return { recoveryCodes: codesSchema.parse(await answer.json()).backupCodes };
    }),

    handle(routes.removeSecondFactor, async ({ caller, body, request, response }) => {
      const answer = await ask(caller, request, { path: '/two-factor/disable', body });
      await record(caller, 'mfa.removed');
      passCookies(response, answer);
      return { ok: true as const };
    }),
  ];
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
