import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { sha256Hex } from '../leaf/leaf-hash.ts';
import { eventIdSchema } from '../leaf/leaf-values.ts';
import type { DataKey } from './seal-field.ts';
import { sealedFieldNames, type Seal, type SealedFieldName } from '../leaf/leaf-schema.ts';

/**
 * What opens the sealed fields of one event, and no other: HKDF's extract of the data key with the event id as salt. Whoever
 * is given it can check that it is the key that the leaf commits to, without Carrel.
 */
export interface Disclosure {
  readonly eventId: string;
  readonly field: SealedFieldName;
  /** Lower-case hexadecimal, 32 bytes. */
  readonly eventKey: string;
  /** base64 of the stored ciphertext. */
  readonly ciphertext: string;
}

const disclosureSchema = z.object({
  eventId: eventIdSchema,
  field: z.enum(sealedFieldNames),
  eventKey: z.string().regex(/^[0-9a-f]{64}$/),
  ciphertext: z.base64(),
});

/** A disclosure from a line of JSON; null when it is none. */
export function parseDisclosure(line: string): Disclosure | null {
  try {
    return disclosureSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Makes what opens one event's fields, for whoever is to be shown one. */
export function discloseField(
  dataKey: DataKey,
  sealed: { readonly eventId: string; readonly field: SealedFieldName; readonly ciphertext: Uint8Array },
): Disclosure {
  const { eventId, field, ciphertext } = sealed;
  const eventKey = createHmac('sha256', eventId).update(dataKey.key).digest('hex');
  return { eventId, field, eventKey, ciphertext: Buffer.from(ciphertext).toString('base64') };
}

/** Whether ciphertext and key are those that the leaf names (HKDF-SHA256, RFC 5869: the second block is the commitment). */
export function isDisclosureOf({ eventKey, field, ciphertext }: Disclosure, seal: Seal): boolean {
  const block = (...parts: readonly (Uint8Array | string)[]) => {
    const mac = createHmac('sha256', Buffer.from(eventKey, 'hex'));
    for (const part of parts) mac.update(part);
    return mac.digest();
  };
  const key = block(field, Uint8Array.of(1));
  const commitment = block(key, field, Uint8Array.of(2)).toString('hex');
  return commitment === seal.kc && sha256Hex(Buffer.from(ciphertext, 'base64')) === seal.ct;
}
