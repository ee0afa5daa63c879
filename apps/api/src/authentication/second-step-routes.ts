import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { anonymousActor } from '@carrel/audit';
import type { RateLimit, UserId } from '@carrel/core';
import { CarrelError, isCarrelError, userIdSchema } from '@carrel/core';
import { parseInput } from '../http/invalid-request-error.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { AuthRouteDeps, AuthRouteOptions } from './auth-routes.ts';
import { authHeaders } from './create-auth.ts';
import { passOn } from './pass-on.ts';
import { recordSignIn } from './record-sign-in.ts';
import { requestOrigin } from './request-origin.ts';

const codeSchema = z.object({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'expected six digits'),
});
const recoverySchema = z.object({ code: z.string().trim().min(6).max(32) });
const signedInSchema = z.object({ user: z.object({ id: userIdSchema, name: z.string(), email: z.string() }) });
/** A code of an app holds for half a minute, a little more on either side; in this time it is good once (RFC 6238 §5.2). */
const codeUse: RateLimit = { name: 'second-factor-codes', amount: 1, windowMs: 120_000 };
const lockedMs = 15 * 60_000;

/**
 * The second step of a sign-in: a code of the person's app, or one of their recovery codes. Both are bound to the first step
 * by its signed cookie; after five wrong codes the first step must be made again, after ten the account waits.
 */
export function mountSecondStepRoutes(app: Express, deps: AuthRouteDeps, options: AuthRouteOptions): void {
  const step = (path: string, schema: typeof codeSchema) => async (request: Request, response: Response) => {
    const userId = await deps.auth.findChallenged(authHeaders({ cookie: request.headers.cookie, ...requestOrigin(request) }));
    if (userId === null) throw new CarrelError('SECOND_FACTOR_WRONG', { message: 'no challenge of this cookie' });
    const attempt = { request, response, userId };
    try {
      await deps.rateLimiter.take({ ...options.signIns, name: 'second-steps' }, userId);
    } catch (error) {
      await recordFailure(deps, attempt, 'RATE_LIMITED');
      throw error;
    }
    const { code } = parseInput(schema, await deps.readJsonBody(request, response, options.jsonBodyBytes));
    if (await isUsed(deps, userId, code)) return refuse(deps, attempt);
    // Without a session: whoever is signed in as somebody else takes this step for whom the first one was made.
    const answer = await passOn(deps.auth, request, { path, body: { code }, cookie: challengeAlone(request) });
    if (answer.status === 429) throw new CarrelError('RATE_LIMITED', { retryAfterMs: lockedMs });
    if (answer.status !== 200) return refuse(deps, attempt);
    const { user } = signedInSchema.parse(await answer.json());
    const setCookies = answer.headers.getSetCookie();
    await recordSignIn(deps, request, { response, userId: user.id, setCookies });
    response.append('set-cookie', setCookies).json({ user });
  };
  app.post('/api/auth/two-factor/verify-totp', step('/two-factor/verify-totp', codeSchema));
  app.post('/api/auth/two-factor/verify-backup-code', step('/two-factor/verify-backup-code', recoverySchema));
}

async function isUsed({ rateLimiter }: AuthRouteDeps, userId: UserId, code: string): Promise<boolean> {
  try {
    await rateLimiter.take(codeUse, `${userId} ${code}`);
    return false;
  } catch (error) {
    if (isCarrelError(error)) return true;
    throw error;
  }
}

function challengeAlone(request: Request): string {
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  return cookies.filter((cookie) => !cookie.split('=')[0]?.endsWith('session_token')).join('; ');
}

interface Attempt {
  readonly request: Request;
  readonly response: Response;
  readonly userId: UserId;
}

async function refuse(deps: AuthRouteDeps, attempt: Attempt): Promise<never> {
  await recordFailure(deps, attempt, 'BAD_CREDENTIALS');
  throw new CarrelError('SECOND_FACTOR_WRONG');
}

async function recordFailure(
  { store, audit }: AuthRouteDeps,
  { request, response, userId }: Attempt,
  reason: 'BAD_CREDENTIALS' | 'RATE_LIMITED',
): Promise<void> {
  const actor = anonymousActor({ channel: 'web', requestId: requestIdOf(response), ...requestOrigin(request) });
  await store.transaction((transaction) => audit.record(transaction, actor, { type: 'mfa.failed', userId, reason }));
}
