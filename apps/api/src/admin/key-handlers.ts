import type { AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { ApiKey, Clock, IdSource, RecordStore } from '@carrel/core';
import { apiKeyIdSchema, CarrelError, isoTime } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import { newApiKeySecret } from '../authentication/check-api-key.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';

export interface KeyAdminDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}

const dayMs = 24 * 60 * 60 * 1000;

/** A person's own API keys. A key cannot make or revoke keys: that would let it outlive itself. */
export function createKeyHandlers({ store, audit, clock, ids }: KeyAdminDeps): readonly BoundRoute[] {
  return [
    handle(routes.listApiKeys, async ({ caller }) => {
      requirePerson(caller);
      const keys = await store.read.identity.listApiKeys(caller.userId);
      return { items: keys.filter((key) => key.revokedAt === null).map(keyView) };
    }),
    handle(routes.createApiKey, async ({ caller, body }) => {
      requirePerson(caller);
      const { secret, prefix, sha256 } = newApiKeySecret();
      const key = await store.transaction(async (transaction) => {
        const id = ids.apiKeyId();
        const scopes = [...new Set(body.scopes)];
        const expiresAt = new Date(clock.nowMs() + body.expiresInDays * dayMs).toISOString();
        const created = { id, ownerId: caller.userId, name: body.name, prefix, scopes, createdAt: isoTime(clock), expiresAt };
        await transaction.identity.createApiKey({ ...created, keySha256: sha256 });
        await audit.record(transaction, caller.actor, { type: 'apikey.created', apiKeyId: id, ownerId: caller.userId, scopes });
        return { ...created, revokedAt: null, lastUsedAt: null };
      });
      return { key: keyView(key), secret };
    }),
    handle(routes.revokeApiKey, async ({ caller, params }) => {
      requirePerson(caller);
      const apiKeyId = idOrNotFound(apiKeyIdSchema, params.id);
      await store.transaction(async (transaction) => {
        const isRevoked = await transaction.identity.revokeApiKey(apiKeyId, caller.userId, isoTime(clock));
        if (!isRevoked) throw new CarrelError('NOT_FOUND');
        await audit.record(transaction, caller.actor, { type: 'apikey.revoked', apiKeyId, ownerId: caller.userId });
      });
      return { ok: true as const };
    }),
  ];
}

function requirePerson({ actor }: Caller): void {
  if (actor.authentication.method === 'api-key') throw new CarrelError('FORBIDDEN', { message: 'expected a signed-in person, got a key' });
}

function keyView({ id, name, prefix, scopes, createdAt, expiresAt, lastUsedAt }: ApiKey) {
  return { id, name, prefix, scopes: [...scopes], createdAt, expiresAt, lastUsedAt };
}
