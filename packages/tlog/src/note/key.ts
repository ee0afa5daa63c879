import { concatBytes, fromBase64, fromHex, toBase64, toHex } from '../hash/bytes.ts';
import { sha256 } from '../hash/sha256.ts';

const encoder = new TextEncoder();

/** Types of signatures, as the registry of C2SP signed-note numbers them. */
export const signatureTypes = { ed25519: 0x01, cosignatureV1: 0x04 } as const;
export type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes];

/** A public key with the name under which it signs. */
export interface VerifierKey {
  readonly name: string;
  /** Four bytes that lead to the key: not proof of anything, a hint. */
  readonly id: Uint8Array;
  readonly type: SignatureType;
  /** Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/** Whether it can be the name of a key: not empty, no white space, no `+` (C2SP signed-note). */
export function isKeyName(name: string): boolean {
  return name !== '' && !/[\s+\p{White_Space}\p{Cc}]/u.test(name) && name.isWellFormed();
}

/** The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key). */
export function keyId(name: string, type: SignatureType, publicKey: Uint8Array): Uint8Array {
  return sha256(encoder.encode(name), Uint8Array.of(0x0a, type), publicKey).slice(0, 4);
}

/** @throws TypeError for a name that a key cannot have, or a key that is not 32 bytes. */
export function verifierKey(name: string, type: SignatureType, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new TypeError(`expected a name without white space and "+", got ${JSON.stringify(name)}`);
  if (publicKey.length !== 32) throw new TypeError(`expected a public key of 32 bytes, got ${publicKey.length}`);
  return { name, type, id: keyId(name, type, publicKey), publicKey: Uint8Array.from(publicKey) };
}

/** A key as text, `name+id+base64(type ‖ public key)`: what verifiers are given. */
export function formatVerifierKey({ name, id, type, publicKey }: VerifierKey): string {
  return `${name}+${toHex(id)}+${toBase64(concatBytes(Uint8Array.of(type), publicKey))}`;
}

/** Null when the text is no key, is of a type that is not known here, or its id is not that of the key. */
export function parseVerifierKey(text: string): VerifierKey | null {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  const [, name = '', hex = '', encoded = ''] = match ?? [];
  const bytes = fromBase64(encoded);
  const type = Object.values(signatureTypes).find((one) => one === bytes?.[0]);
  if (match === null || bytes === null || type === undefined || bytes.length !== 33 || !isKeyName(name)) return null;
  const key = verifierKey(name, type, bytes.subarray(1));
  return toHex(key.id) === toHex(fromHex(hex) ?? new Uint8Array(0)) ? key : null;
}
