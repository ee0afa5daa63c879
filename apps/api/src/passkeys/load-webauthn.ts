import type * as webauthn from '@simplewebauthn/server';

/** The library takes 23 MB: loaded with the first passkey. */
export function loadWebauthn(): Promise<typeof webauthn> {
  return import('@simplewebauthn/server');
}
