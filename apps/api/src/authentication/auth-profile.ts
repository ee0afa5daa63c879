import { randomBytes } from 'node:crypto';
import type { BetterAuthOptions } from 'better-auth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { SessionMethod } from '@carrel/core';
import { userIdSchema } from '@carrel/core';
import type { AuthDeps, AuthOptions } from './create-auth.ts';
import { challengeCookie, challengeMethod, firstSteps } from './first-steps.ts';

/** Requests are handed over under this origin, whatever name the client used: the API has compared the real ones already. */
export const authOrigin = 'http://carrel.localhost';
/** The client's address, as the API found it; better-auth's default is a header that clients can write themselves. */
export const addressHeader = 'x-carrel-client-address';
const refreshAfterSeconds = 60;
const challengeSeconds = 600;

/**
 * better-auth with a hard profile (docs/sign-in.md): people with e-mail address and password, no sign-up, nobody linked by an
 * address, sessions in SQL, nothing cached in cookies, origins checked, a second factor for those who set one up.
 */
export function authProfile(deps: AuthDeps, options: AuthOptions) {
  const prefix = options.isHttps ? '__Host-carrel' : 'carrel';
  return {
    appName: 'Carrel',
    baseURL: authOrigin,
    basePath: '/api/auth',
    secret: options.secret,
    trustedOrigins: [authOrigin],
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- the option's type names packages for other databases that are not installed
    database: deps.database,
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 256 },
    session: {
      expiresIn: options.idleMs / 1000,
      updateAge: refreshAfterSeconds,
      cookieCache: { enabled: false },
      additionalFields: {
        method: { type: 'string', required: false, input: false },
        confirmedAt: { type: 'date', required: false, input: false },
        isMultiFactor: { type: 'boolean', required: false, input: false },
      },
    },
    account: { accountLinking: { enabled: false } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { log: (level) => level === 'error' && deps.logger.warn('auth.library-error') },
    advanced: {
      cookiePrefix: 'carrel',
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: options.isHttps, path: '/' },
      cookies: { session_token: { name: `${prefix}.session_token` }, [challengeCookie]: { name: `${prefix}.${challengeCookie}` } },
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [addressHeader], disableIpTracking: false },
      database: {
        generateId: ({ model }) => (model === 'user' ? deps.ids.userId() : `${model.slice(0, 3)}_${randomBytes(16).toString('hex')}`),
      },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, endpoint) => {
            if (!(await deps.isActive(userIdSchema.parse(session.userId)))) return false;
            const isSecondStep = endpoint?.path.startsWith('/two-factor/verify-') === true;
            const method: SessionMethod = isSecondStep && endpoint !== null ? await challengeMethod(endpoint) : 'password';
            const isMultiFactor = isSecondStep || session['isMultiFactor'] === true;
            return { data: { method, ...session, isMultiFactor, confirmedAt: new Date(deps.clock.nowMs()) } };
          },
        },
      },
    },
    plugins: [
      firstSteps,
      twoFactor({ issuer: 'Carrel', allowPasswordless: true, twoFactorCookieMaxAge: challengeSeconds, backupCodeOptions: { amount: 10 } }),
    ],
  } satisfies BetterAuthOptions;
}
