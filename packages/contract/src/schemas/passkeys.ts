import { z } from 'zod';
import { timeSchema } from './common.ts';

export const passkeySchema = z
  .object({
    id: z.string(),
    /** What the person calls it. */
    name: z.string(),
    createdAt: timeSchema,
    lastUsedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Passkey' });
export type PasskeyView = z.infer<typeof passkeySchema>;

const nameSchema = z.string().trim().min(1).max(100);
const textSchema = z.string().min(1).max(20_000);
const transportsSchema = z.array(z.string().max(30)).max(10);

/** What the browser is to make a key with: `PublicKeyCredentialCreationOptionsJSON` of WebAuthn Level 3. */
export const passkeyCreationSchema = z.looseObject({
  rp: z.object({ name: z.string(), id: z.string().optional() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number() })),
});
/** What the browser is to sign: `PublicKeyCredentialRequestOptionsJSON`. */
export const passkeyRequestSchema = z.looseObject({ challenge: z.string(), rpId: z.string().optional() });

const credentialSchema = z.object({ id: textSchema, rawId: textSchema, type: z.literal('public-key') });
/** `RegistrationResponseJSON`; what is not named is not looked at. */
export const addPasskeyBodySchema = z.object({
  name: nameSchema,
  credential: credentialSchema.extend({
    response: z.object({ clientDataJSON: textSchema, attestationObject: textSchema, transports: transportsSchema.default([]) }),
  }),
});
/** `AuthenticationResponseJSON`; what is not named is not looked at. */
export const usePasskeyBodySchema = z.object({
  credential: credentialSchema.extend({
    response: z.object({
      clientDataJSON: textSchema,
      authenticatorData: textSchema,
      signature: textSchema,
      userHandle: textSchema.optional(),
    }),
  }),
});
export const renamePasskeyBodySchema = z.object({ name: nameSchema });
