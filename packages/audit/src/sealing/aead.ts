import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const formatVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** 32 bytes. A key that is used often is better an object: making one of bytes takes four times as long as opening a key with it. */
export type AeadKey = Uint8Array | KeyObject;

/** AES-256-GCM: one byte of format, 12 of nonce, the ciphertext, 16 of tag. */
export function encrypt(input: { readonly key: AeadKey; readonly plaintext: Uint8Array; readonly context: string }): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, input.key, nonce);
  cipher.setAAD(Buffer.from(input.context, 'utf8'));
  return Buffer.concat([Uint8Array.of(formatVersion), nonce, cipher.update(input.plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Null when the key, the context or a bit of the ciphertext is another one than at encryption. */
export function decrypt(input: { readonly key: AeadKey; readonly ciphertext: Uint8Array; readonly context: string }): Uint8Array | null {
  const { ciphertext } = input;
  if (ciphertext.length < 1 + nonceBytes + tagBytes || ciphertext[0] !== formatVersion) return null;
  const decipher = createDecipheriv(algorithm, input.key, ciphertext.subarray(1, 1 + nonceBytes));
  decipher.setAAD(Buffer.from(input.context, 'utf8'));
  decipher.setAuthTag(ciphertext.subarray(ciphertext.length - tagBytes));
  const body = decipher.update(ciphertext.subarray(1 + nonceBytes, ciphertext.length - tagBytes));
  try {
    return Buffer.concat([body, decipher.final()]);
  } catch {
    return null;
  }
}
