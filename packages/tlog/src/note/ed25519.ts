/** The bytes around a seed in PKCS #8 (RFC 8410 §7). */
const pkcs8Prefix = Uint8Array.of(0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20);

/** Signs bytes; Ed25519 gives the same signature for the same bytes. */
export type Sign = (message: Uint8Array) => Promise<Uint8Array>;

export interface Ed25519Key {
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly sign: Sign;
}

/**
 * An Ed25519 key from its seed of 32 bytes (RFC 8032 §5.1.5), by WebCrypto.
 * @throws when the seed is not 32 bytes, or this WebCrypto knows no Ed25519.
 */
export async function ed25519Key(seed: Uint8Array): Promise<Ed25519Key> {
  const pkcs8 = new Uint8Array(pkcs8Prefix.length + seed.length);
  pkcs8.set(pkcs8Prefix);
  pkcs8.set(seed, pkcs8Prefix.length);
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, true, ['sign']);
  const { x = '' } = await crypto.subtle.exportKey('jwk', privateKey);
  const publicKey = Uint8Array.from(atob(x.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  return {
    publicKey,
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, Uint8Array.from(message))),
  };
}

/** Whether the signature is that of the key over the message; false for a key that is none. */
export async function verifyEd25519(input: {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', Uint8Array.from(input.publicKey), { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, Uint8Array.from(input.signature), Uint8Array.from(input.message));
  } catch {
    return false;
  }
}
