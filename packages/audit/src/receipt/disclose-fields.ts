import type { AuditRepository, LogEntry } from '@carrel/core';
import { leafSchema, type SealedFieldName } from '../leaf/leaf-schema.ts';
import { openKey } from '../sealing/data-keys.ts';
import { discloseField, type Disclosure } from '../sealing/disclosure.ts';
import type { Keyring } from '../sealing/keyring.ts';

/**
 * The keys of some sealed fields of an entry, one for each field that is still there. They open these fields of this event and
 * nothing else. Whoever calls it has made sure that they may be shown.
 */
export async function discloseFields(
  deps: { readonly audit: AuditRepository; readonly keyring: Keyring },
  entry: LogEntry,
  fields: readonly SealedFieldName[],
): Promise<readonly Disclosure[]> {
  const leaf = leafSchema.parse(JSON.parse(Buffer.from(entry.leaf).toString('utf8')));
  const stored = new Map((await deps.audit.listSealed([entry.id])).map((sealed) => [sealed.field, sealed.ciphertext]));
  const disclosures: Disclosure[] = [];
  for (const field of fields) {
    const [seal, ciphertext] = [leaf.sealed?.[field], stored.get(field)];
    const key = seal === undefined ? null : await deps.audit.findKeyById(seal.dek);
    if (ciphertext !== undefined && key !== null)
      disclosures.push(discloseField(await openKey(deps.keyring, key), { eventId: entry.id, field, ciphertext }));
  }
  return disclosures;
}
