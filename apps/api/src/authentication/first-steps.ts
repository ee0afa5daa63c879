import { randomBytes } from 'node:crypto';
import type { GenericEndpointContext } from 'better-auth';
import { APIError, createAuthEndpoint, sessionMiddleware } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import type { SessionMethod } from '@carrel/core';
import { sessionMethods, userIdSchema } from '@carrel/core';

/** better-auth's name for the cookie of somebody who has given the first factor and not yet the second. */
export const challengeCookie = 'two_factor';
const challengeMs = 10 * 60_000;

const bodySchema = z.object({
  userId: userIdSchema,
  method: z.enum(sessionMethods),
  /** Whether a second factor is asked of those who have one. */
  isSecondFactorAsked: z.boolean(),
});

/**
 * Endpoints without a path, so that no request reaches them: better-auth makes and signs the cookies, after the API has taken
 * a one-time link or the word of an identity provider.
 */
export const firstSteps = {
  id: 'carrel-first-steps',
  endpoints: {
    startSession: createAuthEndpoint({ method: 'POST', body: bodySchema, requireHeaders: true }, async (endpoint) => {
      const { internalAdapter } = endpoint.context;
      const { userId, method, isSecondFactorAsked } = endpoint.body;
      const user = await internalAdapter.findUserById(userId);
      if (user === null) throw new APIError('UNAUTHORIZED');
      if (isSecondFactorAsked && Reflect.get(user, 'twoFactorEnabled') === true) {
        await challenge(endpoint, { userId, method });
        return { isSecondFactorNeeded: true };
      }
      const session = await internalAdapter.createSession(userId, false, { method, isMultiFactor: method === 'passkey' }, true);
      if (!session) throw new APIError('UNAUTHORIZED');
      await setSessionCookie(endpoint, { session, user });
      return { isSecondFactorNeeded: false };
    }),
    /** The session of this cookie goes on under another secret, and the old one opens nothing any more. */
    renewSession: createAuthEndpoint({ method: 'POST', requireHeaders: true, use: [sessionMiddleware] }, async (endpoint) => {
      const { session, user } = endpoint.context.session;
      const token = randomBytes(24).toString('base64url');
      const renewed = await endpoint.context.internalAdapter.updateSession(session.token, { token });
      if (renewed === null) throw new APIError('UNAUTHORIZED');
      await setSessionCookie(endpoint, { session: { ...session, token }, user });
      return { isRenewed: true };
    }),
    /** Whom the challenge of this cookie is for; null: there is none. */
    findChallenged: createAuthEndpoint({ method: 'GET', requireHeaders: true }, async (endpoint) => {
      const identifier = await signedChallenge(endpoint);
      const found = identifier === null ? null : await endpoint.context.internalAdapter.findVerificationValue(identifier);
      const isLive = found !== null && found !== undefined && new Date(found.expiresAt).getTime() > Date.now();
      return { userId: isLive ? userIdSchema.parse(found.value) : null };
    }),
  },
};

/** The same rows and cookie as better-auth's plug-in makes after a password, so that its second step takes them. */
async function challenge(
  endpoint: GenericEndpointContext,
  { userId, method }: { readonly userId: string; readonly method: SessionMethod },
): Promise<void> {
  const { internalAdapter, secret } = endpoint.context;
  const identifier = `2fa-${method}-${randomBytes(20).toString('hex')}`;
  const expiresAt = new Date(Date.now() + challengeMs);
  await internalAdapter.createVerificationValue({ value: userId, identifier, expiresAt });
  await internalAdapter.createVerificationValue({ value: '0', identifier: `2fa-attempts-${identifier}`, expiresAt });
  const cookie = endpoint.context.createAuthCookie(challengeCookie, { maxAge: challengeMs / 1000 });
  await endpoint.setSignedCookie(cookie.name, identifier, secret, cookie.attributes);
}

/** How the first step was made, as the signed cookie of the challenge says. */
export async function challengeMethod(endpoint: GenericEndpointContext): Promise<SessionMethod> {
  const identifier = await signedChallenge(endpoint);
  return sessionMethods.find((method) => identifier?.startsWith(`2fa-${method}-`) === true) ?? 'password';
}

async function signedChallenge(endpoint: GenericEndpointContext): Promise<string | null> {
  const cookie = endpoint.context.createAuthCookie(challengeCookie);
  const value = await endpoint.getSignedCookie(cookie.name, endpoint.context.secret);
  return typeof value === 'string' && value !== '' ? value : null;
}
