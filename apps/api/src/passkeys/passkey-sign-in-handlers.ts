import type { Request, Response } from 'express';
import { addressKey } from '../http/address-key.ts';
import { loadWebauthn } from './load-webauthn.ts';
import { anonymousActor } from '@carrel/audit';
import type { usePasskeyBodySchema } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { UserId } from '@carrel/core';
import { CarrelError, isoTime, userIdSchema } from '@carrel/core';
import type { z } from 'zod';
import { authHeaders } from '../authentication/create-auth.ts';
import { recordSignIn } from '../authentication/record-sign-in.ts';
import { requestOrigin } from '../authentication/request-origin.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, handlePublic } from '../http/bind-route.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { PasskeyChallenges } from './passkey-challenges.ts';
import type { PasskeyDeps } from './passkey-deps.ts';
import { requireParty } from './passkey-deps.ts';
import type { RelyingParty } from './relying-party.ts';
import { verifyPasskeyUse } from './verify-passkey.ts';

/** Beginnings of one address, as a multiple of its sign-ins: the page begins one whenever somebody may want it. */
const beginFactor = 12;

/** Signing in with a passkey, and the proof that it is still the same person. */
export function createPasskeySignInHandlers(deps: PasskeyDeps, challenges: PasskeyChallenges): readonly BoundRoute[] {
  const { store } = deps;
  return [
    handlePublic(routes.beginPasskeySignIn, async ({ request, response }) => {
      const { amount, windowMs } = deps.signIns;
      await deps.rateLimiter.take({ name: 'passkey-begins', amount: amount * beginFactor, windowMs }, addressKey(request));
      const { id } = requireParty(deps);
      const challenge = Buffer.from(await challenges.begin(request, response, null), 'base64url');
      const { generateAuthenticationOptions } = await loadWebauthn();
      return { ...(await generateAuthenticationOptions({ rpID: id, challenge, userVerification: 'required' })) };
    }),

    handlePublic(routes.signInWithPasskey, async ({ body, request, response }) => {
      await deps.rateLimiter.take({ ...deps.signIns, name: 'passkey-sign-ins' }, addressKey(request));
      const userId = await provenPerson(deps, { credential: body.credential, request, party: requireParty(deps), challenges }).catch(
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
      await deps.rateLimiter.take(deps.signIns, `confirm ${caller.userId}`);
      const userId = await provenPerson(deps, { credential: body.credential, request, party: requireParty(deps), challenges }).catch(
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
  readonly challenges: PasskeyChallenges;
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
