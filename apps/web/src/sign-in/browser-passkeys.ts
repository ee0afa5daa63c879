import type { CarrelClient } from '@carrel/contract';
import { routes } from '@carrel/contract';

/** Whether the browser can use passkeys at this address: it needs https or `localhost`, and a name instead of a number. */
export function canUsePasskeys(): boolean {
  return 'PublicKeyCredential' in window && window.isSecureContext && /[a-z]/i.test(location.hostname);
}

/** Has the device make a key for this Carrel. The device asks the person first. */
export async function makePasskey(client: CarrelClient, name: string): Promise<void> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by the server's library in this very form; the browser checks it
    (await client.call(routes.beginPasskey, {})) as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const made = await navigator.credentials.create({ publicKey });
  const body = routes.addPasskey.body?.parse({ name, credential: jsonOf(made) });
  if (body === undefined) throw new TypeError('the route takes a body');
  await client.call(routes.addPasskey, { body });
}

/** Has the device sign; then either a new session begins, or the one of now is confirmed. */
export async function signWithPasskey(client: CarrelClient, purpose: 'sign-in' | 'confirm'): Promise<void> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by the server's library in this very form; the browser checks it
    (await client.call(routes.beginPasskeySignIn, {})) as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const signed = await navigator.credentials.get({ publicKey });
  const route = purpose === 'sign-in' ? routes.signInWithPasskey : routes.confirmWithPasskey;
  const body = routes.signInWithPasskey.body?.parse({ credential: jsonOf(signed) });
  if (body === undefined) throw new TypeError('the route takes a body');
  await client.call(route, { body });
}

/** The person turned it down, or the device has no key for here. */
export function isTurnedDown(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError');
}

function jsonOf(credential: Credential | null): unknown {
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('no passkey was given', 'NotAllowedError');
  return credential.toJSON();
}
