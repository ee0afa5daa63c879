import { hkdfSync, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../leaf/leaf-hash.ts';
import type { Seal, SealedFieldName } from '../leaf/leaf-schema.ts';
import { decrypt, encrypt } from './aead.ts';

/** An opened data encryption key: 32 bytes. */
export interface DataKey {
  readonly dekId: string;
  readonly key: Uint8Array;
}

export interface SealedValue {
  readonly field: SealedFieldName;
  readonly ciphertext: Uint8Array;
  /** What the leaf says about it. */
  readonly seal: Seal;
}

/**
 * Encrypts a field of an event.
 *
 * The key is used once: HKDF-SHA256 of the data key, with the event id as salt and the field as info, gives 32 bytes for
 * AES-256-GCM and 32 for the key commitment. GCM alone does not commit to its key: without the commitment in the leaf,
 * somebody with the database could later present another key and another text for the same ciphertext.
 *
 * What is encrypted is JSON, so that any string survives exactly, lone surrogates too.
 */
export function sealField(input: {
  readonly dataKey: DataKey;
  readonly eventId: string;
  readonly field: SealedFieldName;
  readonly value: unknown;
}): SealedValue {
  const { dataKey, eventId, field } = input;
  const { key, commitment } = fieldKey(dataKey, eventId, field);
  const plaintext = Buffer.from(JSON.stringify(input.value), 'utf8');
  const ciphertext = encrypt({ key, plaintext, context: sealContext(eventId, field) });
  return { field, ciphertext, seal: { ct: sha256Hex(ciphertext), kc: commitment.toString('hex'), dek: dataKey.dekId } };
}

export type Unsealed =
  | { readonly status: 'opened'; readonly value: unknown }
  /** The ciphertext is another one than the leaf names. */
  | { readonly status: 'ciphertext-changed' }
  /** The key is another one than it was sealed with. */
  | { readonly status: 'wrong-key' };

/** Opens a sealed field, checking all that the leaf says about it. */
export function unsealField(input: {
  readonly dataKey: DataKey;
  readonly eventId: string;
  readonly field: SealedFieldName;
  readonly ciphertext: Uint8Array;
  readonly seal: Seal;
}): Unsealed {
  const { dataKey, eventId, field, ciphertext, seal } = input;
  if (sha256Hex(ciphertext) !== seal.ct) return { status: 'ciphertext-changed' };
  const { key, commitment } = fieldKey(dataKey, eventId, field);
  if (seal.dek !== dataKey.dekId || !timingSafeEqual(commitment, Buffer.from(seal.kc, 'hex'))) return { status: 'wrong-key' };
  const plaintext = decrypt({ key, ciphertext, context: sealContext(eventId, field) });
  if (plaintext === null) return { status: 'wrong-key' };
  const value: unknown = JSON.parse(Buffer.from(plaintext).toString('utf8'));
  return { status: 'opened', value };
}

/**
 * The salted digest of a passage's text. The salt comes from the document's key and the event, so that the digest says
 * nothing to whoever has no such key, nothing at all once the key is destroyed, and differs from event to event.
 */
export function saltedTextHash(input: {
  readonly dataKey: DataKey;
  readonly eventId: string;
  readonly chunkId: string;
  readonly text: string;
}): string {
  const salt = Buffer.from(hkdfSync('sha256', input.dataKey.key, input.eventId, `ctx/${input.chunkId}`, 32));
  return sha256Hex(Buffer.concat([salt, Buffer.from(input.text, 'utf8')]));
}

function fieldKey(dataKey: DataKey, eventId: string, field: string): { readonly key: Buffer; readonly commitment: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', dataKey.key, eventId, field, 64));
  return { key: bytes.subarray(0, 32), commitment: bytes.subarray(32) };
}

/** What a ciphertext is bound to. */
export function sealContext(eventId: string, field: string): string {
  return `carrel-audit/1 ${eventId} ${field}`;
}
