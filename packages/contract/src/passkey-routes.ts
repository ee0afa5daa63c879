import { z } from 'zod';
import { anyone, signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import { okSchema } from './schemas/common.ts';
import * as passkeys from './schemas/passkeys.ts';

/** Keys on people's own devices (WebAuthn Level 3): added, named, removed, and signed in with. */
export const passkeyRoutes = {
  listPasskeys: defineRoute({
    method: 'GET',
    path: '/api/v1/passkeys',
    tag: 'Identity',
    summary: 'The caller’s own passkeys',
    access: signedIn(null),
    response: z.object({
      /** Whether passkeys can be used at the address of this Carrel: they need https, or `localhost`. */
      isAvailable: z.boolean(),
      items: z.array(passkeys.passkeySchema),
    }),
  }),
  beginPasskey: defineRoute({
    method: 'POST',
    path: '/api/v1/passkeys/begin',
    tag: 'Identity',
    summary: 'Begin to add a passkey: what the browser makes it with',
    access: signedIn(null),
    isSensitive: true,
    response: passkeys.passkeyCreationSchema,
  }),
  addPasskey: defineRoute({
    method: 'POST',
    path: '/api/v1/passkeys',
    tag: 'Identity',
    summary: 'Add the passkey that the browser has made',
    access: signedIn(null),
    isSensitive: true,
    body: passkeys.addPasskeyBodySchema,
    status: 201,
    response: passkeys.passkeySchema,
  }),
  renamePasskey: defineRoute({
    method: 'PATCH',
    path: '/api/v1/passkeys/:id',
    tag: 'Identity',
    summary: 'Call a passkey something else',
    access: signedIn(null),
    body: passkeys.renamePasskeyBodySchema,
    response: okSchema,
  }),
  removePasskey: defineRoute({
    method: 'DELETE',
    path: '/api/v1/passkeys/:id',
    tag: 'Identity',
    summary: 'Remove a passkey; nobody signs in with it any more',
    access: signedIn(null),
    isSensitive: true,
    response: okSchema,
  }),
  beginPasskeySignIn: defineRoute({
    method: 'POST',
    path: '/api/v1/passkeys/sign-in/begin',
    tag: 'Identity',
    summary: 'Begin to sign in with a passkey: what the browser signs',
    access: anyone,
    response: passkeys.passkeyRequestSchema,
  }),
  signInWithPasskey: defineRoute({
    method: 'POST',
    path: '/api/v1/passkeys/sign-in',
    tag: 'Identity',
    summary: 'Sign in with a passkey; it is both factors at once',
    access: anyone,
    body: passkeys.usePasskeyBodySchema,
    response: okSchema,
  }),
  confirmWithPasskey: defineRoute({
    method: 'POST',
    path: '/api/v1/passkeys/confirm',
    tag: 'Identity',
    summary: 'Prove again to be the person of the session, with one of their passkeys',
    access: signedIn(null),
    body: passkeys.usePasskeyBodySchema,
    response: okSchema,
  }),
} as const;
