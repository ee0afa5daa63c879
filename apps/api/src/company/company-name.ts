import { createHash } from 'node:crypto';
import type { AuditTrail } from '@carrel/audit';
import { companySchema } from '@carrel/contract';
import type { Actor, Clock, RecordStore, Repositories } from '@carrel/core';
import { isoTime } from '@carrel/core';

const settingName = 'company';

/** The name that the page shows; null: none was set. */
export async function readCompany({ settings }: Pick<Repositories, 'settings'>): Promise<string | null> {
  const stored = await settings.find(settingName);
  return stored === null ? null : companySchema.parse(JSON.parse(stored.value)).name;
}

/** Adds a version of the setting, with its event; nothing when the name is the same. */
export async function storeCompany(
  deps: { readonly store: RecordStore; readonly audit: AuditTrail; readonly clock: Clock },
  actor: Actor,
  name: string | null,
): Promise<void> {
  const { store, audit, clock } = deps;
  await store.transaction(async (transaction) => {
    if ((await readCompany(transaction)) === name) return;
    const value = JSON.stringify({ name });
    const version = await transaction.settings.put(settingName, value, isoTime(clock));
    const valueSha256 = createHash('sha256').update(value).digest('hex');
    await audit.record(transaction, actor, { type: 'config.changed', setting: settingName, version, valueSha256 });
  });
}
