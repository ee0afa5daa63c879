import { randomBytes } from 'node:crypto';
import type { AuditRepository, WrappedKey } from '@carrel/core';
import type { Keyring } from './keyring.ts';
import type { DataKey } from './seal-field.ts';

export interface KeyOwner {
  readonly kind: WrappedKey['kind'];
  readonly ref: string;
}

/** The owner's data key; made, wrapped and stored on first use. When two processes make one at once, the first one holds. */
export async function dataKeyOf(repository: AuditRepository, keyring: Keyring, owner: KeyOwner): Promise<DataKey> {
  const wrapped = (await repository.findKey(owner.kind, owner.ref)) ?? (await repository.insertKey(await newKey(keyring, owner)));
  return openKey(keyring, wrapped);
}

/** @throws AUDIT_UNAVAILABLE when the keyring's key does not open it. */
export async function openKey(keyring: Keyring, wrapped: WrappedKey): Promise<DataKey> {
  return { dekId: wrapped.dekId, key: await keyring.unwrap(wrapped.wrapped, wrapContext(wrapped)) };
}

async function newKey(keyring: Keyring, owner: KeyOwner): Promise<WrappedKey> {
  const place = { dekId: `dek_${randomBytes(16).toString('hex')}`, kind: owner.kind, ownerRef: owner.ref };
  return { ...place, wrapped: await keyring.wrap(randomBytes(32), wrapContext(place)) };
}

function wrapContext(key: Omit<WrappedKey, 'wrapped'>): string {
  return `carrel-dek/1 ${key.dekId} ${key.kind} ${key.ownerRef}`;
}
