import { randomBytes } from 'node:crypto';
import type { BetterAuthOptions } from 'better-auth';
import { betterAuth } from 'better-auth';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import type { Clock, IdSource, Logger, UserId } from '@carrel/core';
import { CarrelError, userIdSchema } from '@carrel/core';
import { linkTokenPrefix, sessionOf } from './session.ts';
import type { Session } from './session.ts';

/** The database as better-auth takes it: our Kysely instance, so that its rows and ours are in one place. */
export type AuthDatabase = NonNullable<BetterAuthOptions['database']>;

export interface AuthDeps {
  readonly database: AuthDatabase;
  readonly ids: Pick<IdSource, 'userId'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether the person may have a session at all; asked whenever one begins. */
  readonly isActive: (userId: UserId) => Promise<boolean>;
}

export interface AuthOptions {
  /** Signs cookies; at least 32 characters. */
  readonly secret: string;
  /** Whether people reach Carrel by https: then cookies are `Secure` and bound to the host. */
  readonly isHttps: boolean;
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** Our side of better-auth: what the API needs of it and nothing else. */
export interface Auth {
  /** Passes a request on to better-auth. Whoever calls this has checked that the path is one of the allowed ones. */
  handle(request: Request): Promise<Response>;
  /** The session of the request's cookie, prolonged if need be; null when there is none or it is too old. */
  findSession(headers: Headers): Promise<{ readonly session: Session; readonly setCookies: readonly string[] } | null>;
  /** Begins a session for somebody who came by a one-time link. Gives the cookies to set. @throws UNAUTHENTICATED for an inactive person. */
  startLinkSession(userId: UserId, headers: Headers): Promise<readonly string[]>;
  endSessions(userId: UserId): Promise<void>;
  hashPassword(password: string): Promise<string>;
}

/** Requests are handed over under this origin, whatever name the client used: the API has compared the real ones already. */
export const authOrigin = 'http://carrel.localhost';
/** The client's address, as the API found it; better-auth's default is a header that clients can write themselves. */
const addressHeader = 'x-carrel-client-address';
const refreshAfterSeconds = 60;

/** better-auth with a hard profile (docs: trust model, authentication): people with e-mail address and password, no sign-up, sessions in SQL, nothing cached in cookies. */
export async function createAuth(deps: AuthDeps, options: AuthOptions): Promise<Auth> {
  const auth = betterAuth({
    appName: 'Carrel',
    baseURL: authOrigin,
    basePath: '/api/auth',
    secret: options.secret,
    trustedOrigins: [authOrigin],
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- the option's type names packages for other databases that are not installed
    database: deps.database,
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 256 },
    session: { expiresIn: options.idleMs / 1000, updateAge: refreshAfterSeconds, cookieCache: { enabled: false } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { log: (level) => level === 'error' && deps.logger.warn('auth.library-error') },
    advanced: {
      cookiePrefix: 'carrel',
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: options.isHttps, path: '/' },
      cookies: { session_token: { name: options.isHttps ? '__Host-carrel.session_token' : 'carrel.session_token' } },
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [addressHeader], disableIpTracking: true },
      database: {
        generateId: ({ model }) => (model === 'user' ? deps.ids.userId() : `${model.slice(0, 3)}_${randomBytes(16).toString('hex')}`),
      },
    },
    databaseHooks: { session: { create: { before: async (session) => deps.isActive(userIdSchema.parse(session.userId)) } } },
    plugins: [linkSessions],
  });
  const context = await auth.$context;
  if (context.skipCSRFCheck || context.skipOriginCheck !== false) throw new Error('better-auth must check origins, and was told not to');

  return {
    handle: (request) => auth.handler(request),
    async findSession(headers) {
      const found = await auth.api.getSession({ headers, returnHeaders: true });
      const session = found.response === null ? null : sessionOf(found.response.session);
      if (session === null) return null;
      if (deps.clock.nowMs() - session.createdMs > options.absoluteMs) {
        await context.internalAdapter.deleteSession(session.token);
        return null;
      }
      return { session, setCookies: found.headers.getSetCookie() };
    },
    async startLinkSession(userId, headers) {
      try {
        const started = await auth.api.startLinkSession({ body: { userId }, headers, returnHeaders: true });
        return started.headers.getSetCookie();
      } catch (error) {
        throw new CarrelError('UNAUTHENTICATED', { message: 'better-auth made no session', cause: error });
      }
    },
    endSessions: (userId) => context.internalAdapter.deleteUserSessions(userId),
    hashPassword: (password) => context.password.hash(password),
  };
}

/** An endpoint without a path, so no request reaches it: better-auth makes and signs the cookie, after the API has taken the link. */
const linkSessions = {
  id: 'carrel-link-sessions',
  endpoints: {
    startLinkSession: createAuthEndpoint(
      { method: 'POST', body: z.object({ userId: userIdSchema }), requireHeaders: true },
      async (endpoint) => {
        const { internalAdapter } = endpoint.context;
        const user = await internalAdapter.findUserById(endpoint.body.userId);
        // The token says how the session began; it is made here and nobody else can choose it.
        const token = `${linkTokenPrefix}${randomBytes(32).toString('base64url')}`;
        const session = user && (await internalAdapter.createSession(user.id, false, { token }, true));
        if (!session) throw new APIError('UNAUTHORIZED');
        await setSessionCookie(endpoint, { session, user });
        return { ok: true };
      },
    ),
  },
};

/** The headers under which a request is handed to better-auth: its cookies, agent and address, and our own origin. */
export function authHeaders(request: {
  readonly cookie?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly ipAddress?: string | undefined;
}): Headers {
  const headers = new Headers({ origin: authOrigin, 'sec-fetch-site': 'same-origin', host: new URL(authOrigin).host });
  if (request.cookie !== undefined) headers.set('cookie', request.cookie);
  if (request.userAgent !== undefined) headers.set('user-agent', request.userAgent.slice(0, 500));
  if (request.ipAddress !== undefined) headers.set(addressHeader, request.ipAddress);
  return headers;
}
