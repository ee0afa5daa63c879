import { loadWebauthn } from './load-webauthn.ts';
import { routes } from '@carrel/contract';
import type { Passkey, Repositories, UserId } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';
import { requirePerson } from '../authentication/require-person.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { createPasskeyChallenges } from './passkey-challenges.ts';
import type { PasskeyDeps } from './passkey-deps.ts';
import { requireParty } from './passkey-deps.ts';
import { createPasskeySignInHandlers } from './passkey-sign-in-handlers.ts';
import { algorithms, verifyNewPasskey } from './verify-passkey.ts';

/** So many keys of one person; a person has a few devices. */
const mostPasskeys = 20;

/** A person's passkeys: added, named, removed. */
export function createPasskeyHandlers(deps: PasskeyDeps): readonly BoundRoute[] {
  const { store } = deps;
  const challenges = createPasskeyChallenges(deps);
  return [
    ...createPasskeySignInHandlers(deps, challenges),

    handle(routes.listPasskeys, async ({ caller }) => {
      requirePerson(caller);
      return { isAvailable: deps.relyingParty() !== null, items: (await store.read.passkeys.list(caller.userId)).map(passkeyView) };
    }),

    handle(routes.beginPasskey, async ({ caller, request, response }) => {
      requirePerson(caller);
      const { id } = requireParty(deps);
      const [person, own] = [await store.read.identity.findUser(caller.userId), await store.read.passkeys.list(caller.userId)];
      if (person === null) throw new CarrelError('UNAUTHENTICATED');
      const { generateRegistrationOptions } = await loadWebauthn();
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
      const verified = await verifyNewPasskey(body.credential, { party: requireParty(deps), challenge });
      const { transports } = body.credential.response;
      const passkey = { ...verified, userId: caller.userId, name: body.name, transports, createdAt: isoTime(deps.clock) };
      await store.transaction(async (transaction) => {
        if ((await transaction.passkeys.list(caller.userId)).length >= mostPasskeys)
          throw new CarrelError('CONFLICT', { message: `expected at most ${mostPasskeys} passkeys of one person` });
        await transaction.passkeys.add(passkey);
        await noticeOf(deps, transaction, caller.userId, 'passkey-added');
        await deps.audit.record(transaction, caller.actor, { type: 'mfa.enrolled', userId: caller.userId });
      });
      return passkeyView({ ...passkey, lastUsedAt: null });
    }),

    handle(routes.renamePasskey, async ({ caller, params, body }) => {
      requirePerson(caller);
      const { userId } = caller;
      await store.transaction(async (transaction) => {
        if (!(await transaction.passkeys.rename(params.id, userId, body.name))) throw new CarrelError('NOT_FOUND');
        await deps.audit.record(transaction, caller.actor, { type: 'mfa.changed', userId, change: 'renamed' });
      });
      return { ok: true as const };
    }),

    handle(routes.removePasskey, async ({ caller, params }) => {
      requirePerson(caller);
      const { userId } = caller;
      await store.transaction(async (transaction) => {
        if (!(await transaction.passkeys.remove(params.id, userId))) throw new CarrelError('NOT_FOUND');
        await noticeOf(deps, transaction, userId, 'passkey-removed');
        await deps.audit.record(transaction, caller.actor, { type: 'mfa.removed', userId });
      });
      return { ok: true as const };
    }),
  ];
}

async function noticeOf(
  { mailing }: PasskeyDeps,
  transaction: Repositories,
  userId: UserId,
  kind: 'passkey-added' | 'passkey-removed',
): Promise<void> {
  const person = await transaction.identity.findUser(userId);
  if (person !== null) await mailing.notify(transaction, person, kind);
}

function passkeyView({ id, name, createdAt, lastUsedAt }: Passkey) {
  return { id, name, createdAt, lastUsedAt };
}
