import type { Express, Request, Response } from 'express';
import type { AuditTrail } from '@carrel/audit';
import { anonymousActor } from '@carrel/audit';
import type { IdSource, Logger, RateLimit, RateLimiter, SignOnFlow, UserId } from '@carrel/core';
import { CarrelError, isoTime, systemActor } from '@carrel/core';
import { addressKey } from '../http/address-key.ts';
import type { Authenticate } from '../authentication/authenticate.ts';
import type { Auth } from '../authentication/create-auth.ts';
import { authHeaders } from '../authentication/create-auth.ts';
import { recordSignIn } from '../authentication/record-sign-in.ts';
import { requestOrigin } from '../authentication/request-origin.ts';
import { requestIdOf } from '../http/request-id.ts';
import { toCarrelError } from '../http/to-carrel-error.ts';
import { admitPerson } from './admit-person.ts';
import type { BeginSignOnDeps } from './begin-sign-on.ts';
import { beginSignOn, callbackUrl } from './begin-sign-on.ts';
import { readBrowserSecret } from './browser-secret.ts';
import { ownPath } from './own-path.ts';
import { secretDigest } from '../authentication/secret-digest.ts';
import type { SignOnClaims, SignOnClient } from './sign-on-client.ts';

export interface SignOnRouteDeps extends BeginSignOnDeps {
  readonly clients: readonly SignOnClient[];
  readonly auth: Auth;
  readonly authenticate: Authenticate;
  readonly audit: AuditTrail;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly rateLimiter: RateLimiter;
  readonly signIns: RateLimit;
}

/** Beginnings and returns of one address, as a multiple of its password sign-ins: many people can stand behind one address. */
const signOnFactor = 12;

/** The browser's way to an identity provider and back. Both are pages, so what fails leads to the sign-in with its code. */
export function mountSignOnRoutes(app: Express, deps: SignOnRouteDeps): void {
  app.get('/api/auth/oidc/:name/start', async (request, response) => {
    const client = clientOf(deps, request);
    await asPage(deps, request, response, async () => {
      const nextPath = ownPath(request.query['next']);
      return (await beginSignOn(deps, { client, request, response, nextPath, linkUserId: null })).href;
    });
  });

  app.get('/api/auth/oidc/:name/callback', async (request, response) => {
    const client = clientOf(deps, request);
    await asPage(deps, request, response, async () => {
      const { flow, state } = await takeFlow(deps, client, request);
      const here = new URL(callbackUrl(deps, client));
      here.search = new URL(request.originalUrl, here).search;
      const checks = { state, nonce: flow.nonce, codeVerifier: flow.codeVerifier };
      const claims = await client.claimsOf(here, checks);
      if (flow.linkUserId === null) await enter(deps, { client, claims, request, response });
      else await connect(deps, { claims, userId: flow.linkUserId, request, response });
      return flow.nextPath;
    });
  });
}

/** @throws NOT_FOUND. */
function clientOf({ clients }: SignOnRouteDeps, request: Request): SignOnClient {
  const client = clients.find(({ settings }) => settings.name === request.params['name']);
  if (client === undefined) throw new CarrelError('NOT_FOUND');
  return client;
}

async function asPage(deps: SignOnRouteDeps, request: Request, response: Response, work: () => Promise<string>): Promise<void> {
  try {
    const { amount, windowMs } = deps.signIns;
    await deps.rateLimiter.take({ name: 'sign-ons', amount: amount * signOnFactor, windowMs }, addressKey(request));
    response.redirect(303, await work());
  } catch (cause) {
    const error = toCarrelError(cause);
    await recordFailure(deps, request, response, error);
    response.redirect(303, `/sign-in/?problem=${error.code}`);
  }
}

/** One use, by the browser that began it and at the provider that it began with. @throws SIGN_ON_FAILED. */
async function takeFlow(
  deps: SignOnRouteDeps,
  { settings }: SignOnClient,
  request: Request,
): Promise<{ readonly flow: SignOnFlow; readonly state: string }> {
  const { state } = request.query;
  const browser = readBrowserSecret(request, deps);
  if (typeof state !== 'string' || browser === null) throw foreignReturn();
  const flow = await deps.store.transaction((transaction) => transaction.signOn.consume(secretDigest(state), isoTime(deps.clock)));
  if (flow === null || flow.provider !== settings.name || flow.browserSha256 !== secretDigest(browser)) throw foreignReturn();
  return { flow, state };
}

function foreignReturn(): CarrelError {
  return new CarrelError('SIGN_ON_FAILED', { message: 'expected the state of a sign-in that began in this browser and is not used' });
}

interface Return {
  readonly claims: SignOnClaims;
  readonly request: Request;
  readonly response: Response;
}

async function enter(
  deps: SignOnRouteDeps,
  { client, claims, request, response }: Return & { readonly client: SignOnClient },
): Promise<void> {
  const actor = systemActor('api', requestIdOf(response));
  const user = await deps.store.transaction((transaction) => admitPerson(transaction, deps, { claims, settings: client.settings, actor }));
  const started = await deps.auth.startSession(
    user.id,
    { method: 'oidc', isSecondFactorAsked: false },
    authHeaders({ ...requestOrigin(request) }),
  );
  await recordSignIn(deps, request, { response, userId: user.id, setCookies: started.setCookies });
  response.append('set-cookie', [...started.setCookies]);
}

/** The person who began it must still be signed in here. @throws SIGN_ON_FAILED, CONFLICT when somebody else has the account. */
async function connect(deps: SignOnRouteDeps, { claims, userId, request, response }: Return & { readonly userId: UserId }): Promise<void> {
  const caller = await deps.authenticate(request, response);
  if (caller?.userId !== userId) throw new CarrelError('SIGN_ON_FAILED', { message: 'another person is signed in than the one who began' });
  await deps.store.transaction(async (transaction) => {
    const ownerId = await transaction.signOn.findUser(claims);
    if (ownerId === userId) return;
    if (ownerId !== null) throw new CarrelError('CONFLICT', { message: 'the account of the provider belongs to somebody else' });
    await transaction.signOn.unlink(userId, claims.issuer);
    await transaction.signOn.link(userId, claims, isoTime(deps.clock));
    await deps.audit.record(transaction, caller.actor, { type: 'sso.linked', userId, issuer: claims.issuer });
  });
}

async function recordFailure(
  { store, audit, logger }: SignOnRouteDeps,
  request: Request,
  response: Response,
  error: CarrelError,
): Promise<void> {
  logger.error('sign-on.failed', error, { requestId: requestIdOf(response), code: error.code });
  if (error.code === 'SIGN_ON_UNAVAILABLE' || error.kind === 'internal') return;
  const actor = anonymousActor({ channel: 'web', requestId: requestIdOf(response), ...requestOrigin(request) });
  const reason = error.code === 'RATE_LIMITED' ? 'RATE_LIMITED' : 'BAD_CREDENTIALS';
  await store.transaction((transaction) =>
    audit.record(transaction, actor, { type: 'login.failed', userId: null, identifier: null, reason }),
  );
}
