import type { Request, Response } from 'express';
import type { Actor, Authentication, Channel, Clock, RecordStore, User, UserId } from '@carrel/core';
import { CarrelError, userIdSchema } from '@carrel/core';
import { requestIdOf } from '../http/request-id.ts';
import type { ApiKeyCheck } from './check-api-key.ts';
import type { Caller } from './caller.ts';
import { requestOrigin } from './request-origin.ts';
import type { SlackDoor } from '../slack/slack-door.ts';
import { slackActor } from '../slack/slack-actor.ts';
import type { Auth } from './create-auth.ts';
import { authHeaders } from './create-auth.ts';

export interface AuthenticateDeps {
  readonly store: Pick<RecordStore, 'read'>;
  readonly clock: Clock;
  readonly auth: Auth;
  readonly checkApiKey: ApiKeyCheck;
  /** Whether this is the secret of the Slack bot. */
  readonly isSlackBot: SlackDoor;
  /** Whether the request came over the Unix socket, which only the owner of the data folder can open. */
  readonly isOwnerConnection: (request: Request) => boolean;
}

export type Authenticate = (request: Request, response: Response) => Promise<Caller | null>;

/**
 * Finds out who calls: the owner of the data folder on the Unix socket, the owner of an API key, the person whom the Slack
 * bot speaks for, or the person of a session. Roles are read anew for each request, so a change of them holds from the next one on. Null: nobody.
 *
 * @throws UNAUTHENTICATED for a key that is not good or belongs to somebody who was switched off; NOT_FOUND when the
 * header `x-carrel-as` names nobody; SLACK_NOT_LINKED when `x-carrel-slack` names an account that stands for nobody.
 */
export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  return async (request, response) => {
    if (deps.isOwnerConnection(request)) return ownerCaller(deps, request, response);
    const authorization = request.get('authorization');
    if (authorization !== undefined && deps.isSlackBot(authorization)) return slackCaller(deps, request, response);
    if (authorization !== undefined) return keyCaller(deps, { request, response, authorization });
    return sessionCaller(deps, request, response);
  };
}

async function ownerCaller({ store }: AuthenticateDeps, request: Request, response: Response): Promise<Caller> {
  const owner = await store.read.identity.findOwner();
  if (owner === null) throw new CarrelError('UNAUTHENTICATED', { message: 'the data folder has no owner yet' });
  const authentication: Authentication = { method: 'data-folder-owner' };
  const actingAs = request.get('x-carrel-as');
  const facts = { request, response, channel: 'cli', authentication } as const;
  if (actingAs === undefined) return { actor: actorOf(owner, facts), userId: owner.id, isRateLimited: false };
  const id = userIdSchema.safeParse(actingAs);
  const person = await (id.success ? store.read.identity.findUser(id.data) : store.read.identity.findUserByEmail(actingAs));
  if (person === null || !person.isActive)
    throw new CarrelError('NOT_FOUND', { message: 'x-carrel-as: expected the id or e-mail address of an active person' });
  const actor = actorOf(person, facts);
  return {
    actor: { ...actor, principal: { kind: 'user', userId: owner.id }, onBehalfOf: actor.principal },
    userId: person.id,
    isRateLimited: false,
  };
}

async function keyCaller(
  { store, checkApiKey }: AuthenticateDeps,
  { request, response, authorization }: { readonly request: Request; readonly response: Response; readonly authorization: string },
): Promise<Caller> {
  const key = await checkApiKey(authorization, { channel: 'api', requestId: requestIdOf(response), ...requestOrigin(request) });
  const owner = await requireActive(store, key.ownerId);
  const authentication: Authentication = { method: 'api-key', apiKeyId: key.id, scopes: key.scopes };
  return { actor: actorOf(owner, { request, response, channel: 'api', authentication }), userId: owner.id, isRateLimited: true };
}

async function slackCaller({ store }: AuthenticateDeps, request: Request, response: Response): Promise<Caller> {
  const actor = await slackActor(store, request.get('x-carrel-slack'), requestIdOf(response));
  return { ...actor, isRateLimited: true };
}

async function sessionCaller({ store, auth }: AuthenticateDeps, request: Request, response: Response): Promise<Caller | null> {
  if (request.headers.cookie === undefined) return null;
  const found = await auth.findSession(authHeaders({ cookie: request.headers.cookie, ...requestOrigin(request) }));
  if (found === null) return null;
  const { session, setCookies } = found;
  const person = await store.read.identity.findUser(session.userId);
  if (person === null || !person.isActive) return null;
  if (setCookies.length > 0) response.append('set-cookie', [...setCookies]);
  const { method, isMultiFactor, confirmedMs } = session;
  const authentication: Authentication = { method, sessionRef: session.id, ...(isMultiFactor && { isMultiFactor }) };
  const actor = actorOf(person, { request, response, channel: 'web', authentication });
  return { actor, userId: person.id, isRateLimited: true, confirmedMs };
}

async function requireActive(store: Pick<RecordStore, 'read'>, id: UserId): Promise<User> {
  const user = await store.read.identity.findUser(id);
  if (user === null || !user.isActive) throw new CarrelError('UNAUTHENTICATED', { message: 'the owner of the key is not active' });
  return user;
}

interface ActorFacts {
  readonly request: Request;
  readonly response: Response;
  readonly channel: Channel;
  readonly authentication: Authentication;
}

/** A person whose output goes to that person alone. */
function actorOf(user: User, { request, response, channel, authentication }: ActorFacts): Actor {
  const principal = { kind: 'user', userId: user.id } as const;
  return {
    principal,
    audience: [principal],
    roles: user.roles,
    channel,
    authentication,
    requestId: requestIdOf(response),
    ...requestOrigin(request),
  };
}
