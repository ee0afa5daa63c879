import { randomBytes } from 'node:crypto';
import type { DocumentId, Policy, PolicyId, Repositories, UserId, WrappedKey } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { dataKeyOf, type KeyOwner, openKey } from '../sealing/data-keys.ts';
import type { Keyring } from '../sealing/keyring.ts';
import type { DataKey } from '../sealing/seal-field.ts';

/** What a draft needs from SQL: pseudonyms, keys, labels. Looks up each once; made for one event, inside its transaction. */
export interface Vault {
  refOf(userId: UserId): Promise<string>;
  dataKey(owner: KeyOwner): Promise<DataKey>;
  /** Looks up the keys of many documents in one statement, for the calls of `dataKey` that follow. */
  prepareDocumentKeys(documentIds: readonly DocumentId[]): Promise<void>;
  policy(id: PolicyId): Promise<Policy | null>;
}

/** @param keyring null: this process seals nothing, and an event that would need it fails. */
export function createVault(repositories: Pick<Repositories, 'audit' | 'access'>, keyring: Keyring | null): Vault {
  const known = new Map<string, WrappedKey>();
  return {
    refOf: once((userId: UserId) => repositories.audit.subjectRef(userId, `sub_${randomBytes(16).toString('hex')}`)),
    dataKey: once(async (owner: KeyOwner) => {
      if (keyring === null)
        throw new CarrelError('INTERNAL', { message: 'This process has no audit key: it can record only events that seal nothing.' });
      const wrapped = known.get(keyOfOwner(owner));
      return wrapped === undefined ? dataKeyOf(repositories.audit, keyring, owner) : openKey(keyring, wrapped);
    }, keyOfOwner),
    async prepareDocumentKeys(documentIds) {
      const keys = await repositories.audit.findKeys('document', [...new Set(documentIds)]);
      for (const key of keys) known.set(keyOfOwner({ kind: key.kind, ref: key.ownerRef }), key);
    },
    policy: once((id: PolicyId) => repositories.access.findPolicy(id)),
  };
}

function keyOfOwner(owner: KeyOwner): string {
  return `${owner.kind} ${owner.ref}`;
}

function once<Input, Output>(
  look: (input: Input) => Promise<Output>,
  keyOf: (input: Input) => unknown = (input) => input,
): (input: Input) => Promise<Output> {
  const seen = new Map<unknown, Promise<Output>>();
  return (input) => {
    const key = keyOf(input);
    const known = seen.get(key);
    if (known !== undefined) return known;
    const found = look(input);
    seen.set(key, found);
    return found;
  };
}
