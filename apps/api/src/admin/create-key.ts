import type { ApiKey, ApiKeyScope, UserId } from '@carrel/core';
import { isoTime } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import { newApiKeySecret } from '../authentication/check-api-key.ts';
import type { KeyAdminDeps } from './key-handlers.ts';

const dayMs = 24 * 60 * 60 * 1000;

export interface NewKey {
  readonly caller: Caller;
  readonly ownerId: UserId;
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly expiresInDays: number;
}

/** Makes a key, with its event. The secret is in the result and nowhere else. */
export async function createKey({ store, audit, clock, ids }: KeyAdminDeps, { caller, ownerId, name, scopes, expiresInDays }: NewKey) {
  const { secret, prefix, sha256 } = newApiKeySecret();
  const key = await store.transaction(async (transaction) => {
    const id = ids.apiKeyId();
    const expiresAt = new Date(clock.nowMs() + expiresInDays * dayMs).toISOString();
    const created = { id, ownerId, name, prefix, scopes: [...new Set(scopes)], createdAt: isoTime(clock), expiresAt };
    await transaction.identity.createApiKey({ ...created, keySha256: sha256 });
    await audit.record(transaction, caller.actor, { type: 'apikey.created', apiKeyId: id, ownerId, scopes: created.scopes });
    return { ...created, revokedAt: null, lastUsedAt: null };
  });
  return { key: keyView(key), secret };
}

export function keyView({ id, name, prefix, scopes, createdAt, expiresAt, lastUsedAt }: ApiKey) {
  return { id, name, prefix, scopes: [...scopes], createdAt, expiresAt, lastUsedAt };
}
