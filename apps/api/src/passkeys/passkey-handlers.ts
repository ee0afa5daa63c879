import type { Request, Response } from 'express';
import { generateAuthenticationOptions, generateRegistrationOptions } from '@simplewebauthn/server';
import type { AuditTrail } from '@carrel/audit';
import { anonymousActor } from '@carrel/audit';
import type { usePasskeyBodySchema } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { Passkey, UserId } from '@carrel/core';
import { CarrelError, isoTime, userIdSchema } from '@carrel/core';
import type { z } from 'zod';
import type { Auth } from '../authentication/create-auth.ts';
import { authHeaders } from '../authentication/create-auth.ts';
import { recordSignIn } from '../authentication/record-sign-in.ts';
import { requestOrigin } from '../authentication/request-origin.ts';
import { requirePerson } from '../authentication/require-person.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, handlePublic } from '../http/bind-route.ts';
import type { RateLimit, RateLimiter } from '../http/rate-limiter.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { ChallengeDeps } from './passkey-challenges.ts';
import { createPasskeyChallenges } from './passkey-challenges.ts';
import type { RelyingParty } from './relying-party.ts';
import { algorithms, verifyNewPasskey, verifyPasskeyUse } from './verify-passkey.ts';

export interface PasskeyDeps extends ChallengeDeps {
  readonly audit: AuditTrail;
  readonly auth: Auth;
  readonly rateLimiter: RateLimiter;
  readonly signIns: RateLimit;
  /** Null: passkeys cannot be used at the address of this Carrel. */
  readonly relyingParty: () => RelyingParty | null;
}

/** So many keys of one person; a person has a few devices. */
const mostPasskeys = 20;
/** Beginnings of one address, as a multiple of its sign-ins: the page begins one whenever somebody may want it. */
const beginFactor = 12;

/** A person's passkeys, and signing in with them. */
export function createPasskeyHandlers(deps: PasskeyDeps): readonly BoundRoute[] {
  const { store } = deps;
  const challenges = createPasskeyChallenges(deps);
  const party = () => {
    const found = deps.relyingParty();
    if (found === null) throw new CarrelError('PASSKEYS_UNAVAILABLE');
    return found;
  };
  return [
    handle(routes.listPasskeys, async ({ caller }) => {
      requirePerson(caller);
      return { isAvailable: deps.relyingParty() !== null, items: (await store.read.passkeys.list(caller.userId)).map(passkeyView) };
    }),

    handle(routes.beginPasskey, async ({ caller, request, response }) => {
      requirePerson(caller);
      const { id } = party();
      const [person, own] = [await store.read.identity.findUser(caller.userId), await store.read.passkeys.list(caller.userId)];
      if (person === null) throw new CarrelError('UNAUTHENTICATED');
      const options = await generateRegistrationOptions({
        rpName: 'Carrel',
        rpID: id,
        userName: person.email,
        userDisplayName: person.name,
        userID: new TextEncoder().encode(person.id),
        challenge: Buffer.from(await challenges.begin(request, response, person.id), 'base64url'),
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        excludeCredentials: own.map((passkey) => ({ id: passkey.id })),
        supportedAlgorithmIDs: algorithms,
      });
      return { ...options };
    }),

    handle(routes.addPasskey, async ({ caller, body, request }) => {
      requirePerson(caller);
      const challenge = await challenges.take(request, body.credential.response.clientDataJSON, caller.userId);
      const verified = await verifyNewPasskey(body.credential, { party: party(), challenge });
      const { transports } = body.credential.response;
      const passkey = { ...verified, userId: caller.userId, name: body.name, transports, createdAt: isoTime(deps.clock) };
      await store.transaction(async (transaction) => {
        if ((await transaction.passkeys.list(caller.userId)).length >= mostPasskeys)
          throw new CarrelError('CONFLICT', { message: `expected at most ${mostPasskeys} passkeys of one person` });
        await transaction.passkeys.add(passkey);
        await deps.audit.record(transaction, caller.actor, { type: 'mfa.enrolled', userId: caller.userId });
      });
      return passkeyView({ ...passkey, lastUsedAt: null });
    }),

    handle(routes.renamePasskey, async ({ caller, params, body }) => {
      requirePerson(caller);
      if (!(await store.transaction(({ passkeys }) => passkeys.rename(params.id, caller.userId, body.name))))
        throw new CarrelError('NOT_FOUND');
      return { ok: true as const };
    }),

    handle(routes.removePasskey, async ({ caller, params }) => {
      requirePerson(caller);
      const { userId } = caller;
      await store.transaction(async (transaction) => {
        if (!(await transaction.passkeys.remove(params.id, userId))) throw new CarrelError('NOT_FOUND');
        await deps.audit.record(transaction, caller.actor, { type: 'mfa.removed', userId });
      });
      return { ok: true as const };
    }),

    handlePublic(routes.beginPasskeySignIn, async ({ request, response }) => {
      const { amount, windowMs } = deps.signIns;
      deps.rateLimiter.take({ name: 'passkey-begins', amount: amount * beginFactor, windowMs }, request.ip ?? 'unknown');
      const { id } = party();
      const challenge = Buffer.from(await challenges.begin(request, response, null), 'base64url');
      return { ...(await generateAuthenticationOptions({ rpID: id, challenge, userVerification: 'required' })) };
    }),

    handlePublic(routes.signInWithPasskey, async ({ body, request, response }) => {
      deps.rateLimiter.take({ ...deps.signIns, name: 'passkey-sign-ins' }, request.ip ?? 'unknown');
      const userId = await provenPerson(deps, { credential: body.credential, request, party: party(), challenges }).catch(
        (error: unknown) => recordFailure(deps, { request, response, error }),
      );
      const origin = requestOrigin(request);
      const { setCookies } = await deps.auth.startSession(userId, { method: 'passkey', isSecondFactorAsked: false }, authHeaders(origin));
      await recordSignIn(deps, request, { response, userId, setCookies });
      response.append('set-cookie', [...setCookies]);
      return { ok: true as const };
    }),

    handle(routes.confirmWithPasskey, async ({ caller, body, request, response }) => {
      const sessionRef = caller.actor.authentication.sessionRef;
      if (sessionRef === undefined) throw new CarrelError('FORBIDDEN', { message: 'expected a session' });
      deps.rateLimiter.take(deps.signIns, `confirm ${caller.userId}`);
      const userId = await provenPerson(deps, { credential: body.credential, request, party: party(), challenges }).catch(
        (error: unknown) => recordFailure(deps, { request, response, error }),
      );
      if (userId !== caller.userId) throw new CarrelError('PASSKEY_REFUSED', { message: 'the passkey is somebody else’s' });
      await store.transaction(async (transaction) => {
        await transaction.sessions.confirm(sessionRef, isoTime(deps.clock));
        await deps.audit.record(transaction, caller.actor, { type: 'login.succeeded', userId });
      });
      return { ok: true as const };
    }),
  ];
}

interface Proof {
  readonly credential: z.output<typeof usePasskeyBodySchema>['credential'];
  readonly request: Request;
  readonly party: RelyingParty;
  readonly challenges: ReturnType<typeof createPasskeyChallenges>;
}

/** Who has signed. Whether there is such a key, and what of it was wrong, is not told apart. @throws PASSKEY_REFUSED. */
async function provenPerson({ store, clock }: PasskeyDeps, { credential, request, party, challenges }: Proof): Promise<UserId> {
  const challenge = await challenges.take(request, credential.response.clientDataJSON, null);
  const passkey = await store.read.passkeys.find(credential.id);
  if (passkey === null) throw new CarrelError('PASSKEY_REFUSED', { message: 'there is no such passkey' });
  if (handleOf(credential.response.userHandle) !== passkey.userId)
    throw new CarrelError('PASSKEY_REFUSED', { message: 'the device names another person than the passkey belongs to' });
  const counter = await verifyPasskeyUse(credential, passkey, { party, challenge });
  const isUsed = await store.transaction(({ passkeys }) => passkeys.use(passkey.id, counter, isoTime(clock)));
  if (!isUsed) throw new CarrelError('PASSKEY_REFUSED', { message: 'the counter of the passkey has not grown: it may have been copied' });
  const person = await store.read.identity.findUser(passkey.userId);
  if (person === null || !person.isActive) throw new CarrelError('PASSKEY_REFUSED', { message: 'the person is switched off' });
  return passkey.userId;
}

function handleOf(userHandle: string | undefined): UserId | null {
  const parsed = userIdSchema.safeParse(Buffer.from(userHandle ?? '', 'base64url').toString('utf8'));
  return parsed.success ? parsed.data : null;
}

async function recordFailure(
  { store, audit }: PasskeyDeps,
  { request, response, error }: { readonly request: Request; readonly response: Response; readonly error: unknown },
): Promise<never> {
  const actor = anonymousActor({ channel: 'web', requestId: requestIdOf(response), ...requestOrigin(request) });
  await store.transaction((transaction) =>
    audit.record(transaction, actor, { type: 'login.failed', userId: null, identifier: null, reason: 'BAD_CREDENTIALS' }),
  );
  throw error;
}

function passkeyView({ id, name, createdAt, lastUsedAt }: Passkey) {
  return { id, name, createdAt, lastUsedAt };
}
