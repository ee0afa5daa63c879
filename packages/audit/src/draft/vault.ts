import { randomBytes } from 'node:crypto';
import type { Policy, PolicyId, Repositories, UserId } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { dataKeyOf, type KeyOwner } from '../sealing/data-keys.ts';
import type { Keyring } from '../sealing/keyring.ts';
import type { DataKey } from '../sealing/seal-field.ts';

/** What a draft needs from SQL: pseudonyms, keys, labels. Looks up each once; made for one event, inside its transaction. */
export interface Vault {
  refOf(userId: UserId): Promise<string>;
  dataKey(owner: KeyOwner): Promise<DataKey>;
  policy(id: PolicyId): Promise<Policy | null>;
}

/** @param keyring null: this process seals nothing, and an event that would need it fails. */
export function createVault(repositories: Pick<Repositories, 'audit' | 'access'>, keyring: Keyring | null): Vault {
  return {
    refOf: once((userId: UserId) => repositories.audit.subjectRef(userId, `sub_${randomBytes(16).toString('hex')}`)),
    dataKey: once(async (owner: KeyOwner) => {
      if (keyring === null)
        throw new CarrelError('INTERNAL', { message: 'This process has no audit key: it can record only events that seal nothing.' });
      return dataKeyOf(repositories.audit, keyring, owner);
    }, keyOfOwner),
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
