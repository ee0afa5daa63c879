import type { AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { Clock, IdSource, RecordStore } from '@carrel/core';
import { apiKeyIdSchema, CarrelError, isoTime } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { createKey, keyView } from './create-key.ts';

export interface KeyAdminDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** A person's own API keys. A key cannot make or revoke keys: that would let it outlive itself. */
export function createKeyHandlers(deps: KeyAdminDeps): readonly BoundRoute[] {
  const { store, audit, clock } = deps;
  return [
    handle(routes.listApiKeys, async ({ caller }) => {
      requirePerson(caller);
      const keys = await store.read.identity.listApiKeys(caller.userId);
      return { items: keys.filter((key) => key.revokedAt === null).map(keyView) };
    }),
    handle(routes.createApiKey, async ({ caller, body }) => {
      requirePerson(caller);
      return createKey(deps, { caller, ownerId: caller.userId, ...body });
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
