import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { loadWebauthn } from './load-webauthn.ts';
import type { addPasskeyBodySchema, usePasskeyBodySchema } from '@carrel/contract';
import type { Passkey } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { z } from 'zod';
import type { RelyingParty } from './relying-party.ts';

/** EdDSA, ES256, RS256: what devices make, and nothing weaker (RFC 8152, RFC 8812). */
export const algorithms = [-8, -7, -257];

interface Expected {
  readonly party: RelyingParty;
  readonly challenge: string;
}

/** @throws PASSKEY_REFUSED when it was not made for this Carrel, now, by a person whom the device has recognised. */
export async function verifyNewPasskey(
  { id, rawId, type, response }: z.output<typeof addPasskeyBodySchema>['credential'],
  { party, challenge }: Expected,
): Promise<Pick<Passkey, 'id' | 'publicKey' | 'counter'>> {
  const given: RegistrationResponseJSON = {
    id,
    rawId,
    type,
    response: { clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject },
    clientExtensionResults: {},
  };
  const { verifyRegistrationResponse } = await loadWebauthn();
  const verified = await orRefused(() =>
    verifyRegistrationResponse({
      response: given,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    }),
  );
  if (!verified.verified) throw refused('the registration was not verified');
  const { credential } = verified.registrationInfo;
  return { id: credential.id, publicKey: Buffer.from(credential.publicKey).toString('base64url'), counter: credential.counter };
}

/** Gives the new counter. @throws PASSKEY_REFUSED for a wrong signature, origin, challenge or counter, or without a recognised person. */
export async function verifyPasskeyUse(
  { id, rawId, type, response }: z.output<typeof usePasskeyBodySchema>['credential'],
  passkey: Passkey,
  { party, challenge }: Expected,
): Promise<number> {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  const given: AuthenticationResponseJSON = {
    id,
    rawId,
    type,
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle !== undefined && { userHandle }) },
    clientExtensionResults: {},
  };
  const { verifyAuthenticationResponse } = await loadWebauthn();
  const verified = await orRefused(() =>
    verifyAuthenticationResponse({
      response: given,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: { id: passkey.id, publicKey: Buffer.from(passkey.publicKey, 'base64url'), counter: passkey.counter },
    }),
  );
  if (!verified.verified) throw refused('the signature was not verified');
  return verified.authenticationInfo.newCounter;
}

async function orRefused<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw refused(cause instanceof Error ? cause.message : 'the answer of the device did not pass the checks', cause);
  }
}

function refused(message: string, cause?: unknown): CarrelError {
  return new CarrelError('PASSKEY_REFUSED', { message, cause });
}
