import { randomBytes } from 'node:crypto';
import type { BetterAuthOptions } from 'better-auth';
import { betterAuth } from 'better-auth';
import type { Clock, IdSource, Logger, SessionMethod, UserId } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { addressHeader, authOrigin, authProfile } from './auth-profile.ts';
import { requireStrongPassword } from './require-strong-password.ts';
import { sessionOf } from './session.ts';
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

export interface FirstStep {
  readonly method: SessionMethod;
  /** False where somebody else has asked for it: the identity provider. */
  readonly isSecondFactorAsked: boolean;
}

export interface StartedSession {
  readonly isSecondFactorNeeded: boolean;
  readonly setCookies: readonly string[];
}

/** Our side of better-auth: what the API needs of it and nothing else. */
export interface Auth {
  /** Passes a request on to better-auth. Whoever calls this has checked that the path is one of the allowed ones. */
  handle(request: Request): Promise<Response>;
  /** The session of the request's cookie, prolonged if need be; null when there is none or it is too old. */
  findSession(headers: Headers): Promise<{ readonly session: Session; readonly setCookies: readonly string[] } | null>;
  /**
   * Begins a session for somebody who came by a one-time link or an identity provider, or asks for the second factor that they
   * have. Gives the cookies to set. @throws UNAUTHENTICATED for an inactive person.
   */
  startSession(userId: UserId, first: FirstStep, headers: Headers): Promise<StartedSession>;
  /** Gives the session of these cookies another secret, and the cookies to set. @throws UNAUTHENTICATED when it has ended. */
  renewSession(headers: Headers): Promise<readonly string[]>;
  /** Who has given the first factor and not yet the second, by the cookie of the challenge. */
  findChallenged(headers: Headers): Promise<UserId | null>;
  /** scrypt. @throws PASSWORD_TOO_WEAK; `personal` are words that it must not be made of, such as the person's name and address. */
  hashPassword(password: string, personal?: readonly string[]): Promise<string>;
  /** Whether it is the person's password. Takes as long when the person has none. */
  verifyPassword(userId: UserId, password: string): Promise<boolean>;
}

export async function createAuth(deps: AuthDeps, options: AuthOptions): Promise<Auth> {
  const auth = betterAuth(authProfile(deps, options));
  const context = await auth.$context;
  const placeholderHash = context.password.hash(randomBytes(16).toString('hex'));
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
    async startSession(userId, { method, isSecondFactorAsked }, headers) {
      try {
        const started = await auth.api.startSession({ body: { userId, method, isSecondFactorAsked }, headers, returnHeaders: true });
        return { ...started.response, setCookies: started.headers.getSetCookie() };
      } catch (error) {
        throw new CarrelError('UNAUTHENTICATED', { message: 'better-auth made no session', cause: error });
      }
    },
    async renewSession(headers) {
      try {
        return (await auth.api.renewSession({ headers, returnHeaders: true })).headers.getSetCookie();
      } catch (error) {
        throw new CarrelError('UNAUTHENTICATED', { message: 'better-auth renewed no session', cause: error });
      }
    },
    findChallenged: async (headers) => (await auth.api.findChallenged({ headers })).userId,
    async hashPassword(password, personal = []) {
      requireStrongPassword(password, personal);
      return context.password.hash(password);
    },
    async verifyPassword(userId, password) {
      const accounts = await context.internalAdapter.findAccounts(userId);
      const hash = accounts.find((account) => account.providerId === 'credential')?.password;
      return context.password.verify({ password, hash: hash ?? (await placeholderHash) }).then((isRight) => isRight && Boolean(hash));
    },
  };
}

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
