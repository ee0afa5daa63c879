import type { AuditEventId, AuditRepository } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { leafSchema, sealedFieldNames, type SealedFieldName } from '../leaf/leaf-schema.ts';
import { openKey } from './data-keys.ts';
import type { Keyring } from './keyring.ts';
import { unsealField } from './seal-field.ts';

export type UnsealedField =
  | { readonly status: 'opened'; readonly value: unknown }
  /** The key or the ciphertext is gone. */
  | { readonly status: 'erased' }
  | { readonly status: 'ciphertext-changed' }
  | { readonly status: 'wrong-key' };

/**
 * Opens every sealed field of an event, checked against its leaf. Whoever calls it asks for the right first, and records
 * `audit.unsealed`.
 * @throws NOT_FOUND when no numbered event has this id.
 */
export async function unsealEvent(
  deps: { readonly audit: AuditRepository; readonly keyring: Keyring },
  eventId: AuditEventId,
): Promise<Partial<Record<SealedFieldName, UnsealedField>>> {
  const entry = await deps.audit.findEntry(eventId);
  if (entry === null) throw new CarrelError('NOT_FOUND', { message: `There is no numbered event ${eventId}.` });
  const leaf = leafSchema.parse(JSON.parse(Buffer.from(entry.leaf).toString('utf8')));
  const stored = new Map((await deps.audit.listSealed([eventId])).map((sealed) => [sealed.field, sealed]));
  const opened: Partial<Record<SealedFieldName, UnsealedField>> = {};
  for (const field of sealedFieldNames) {
    const seal = leaf.sealed?.[field];
    if (seal === undefined) continue;
    const sealed = stored.get(field);
    const key = await deps.audit.findKeyById(seal.dek);
    opened[field] =
      sealed === undefined || key === null
        ? { status: 'erased' }
        : unsealField({ dataKey: await openKey(deps.keyring, key), eventId, field, ciphertext: sealed.ciphertext, seal });
  }
  return opened;
}
