import { routes } from '@carrel/contract';
import type { Clock, RecordStore } from '@carrel/core';
import { collectionIdSchema } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { InvalidRequestError } from '../http/invalid-request-error.ts';
import type { RateLimit, RateLimiter } from '../http/rate-limiter.ts';
import { findVisibleCollection } from '../collections/find-visible-collection.ts';
import { findVisiblePolicy } from '../rights/find-visible-policy.ts';
import { requireCurator } from '../rights/require-curator.ts';
import type { UploadDocuments } from './upload-documents.ts';

export interface UploadHandlerDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly uploadDocuments: UploadDocuments;
  readonly rateLimiter: RateLimiter;
}

const maxKeyLength = 200;

export function createUploadHandler(deps: UploadHandlerDeps, { bytesPerHour }: { readonly bytesPerHour: RateLimit }): BoundRoute {
  return handle(routes.uploadDocuments, async ({ caller, params, query, request }) => {
    const collection = await findVisibleCollection(deps, caller.userId, idOrNotFound(collectionIdSchema, params.id));
    const policyId = query.policy === undefined ? collection.defaultPolicyId : await findVisiblePolicy(deps, caller.userId, query.policy);
    await requireCurator(deps.store.read, deps.clock, { caller, place: { collectionId: collection.id, policyId } });
    const idempotencyKey = request.get('idempotency-key') ?? null;
    if (idempotencyKey !== null && (idempotencyKey === '' || idempotencyKey.length > maxKeyLength)) {
      throw new InvalidRequestError([{ path: 'Idempotency-Key', expected: `expected 1 to ${maxKeyLength} characters` }]);
    }
    // The size is known only at the end: what was sent too much is paid back by waiting before the next upload.
    if (caller.isRateLimited) deps.rateLimiter.take(bytesPerHour, caller.userId, 1);
    const readBefore = request.socket.bytesRead;
    try {
      return await deps.uploadDocuments.fromRequest(request, { caller, collection, policyId, idempotencyKey });
    } finally {
      if (caller.isRateLimited) deps.rateLimiter.charge(bytesPerHour, caller.userId, request.socket.bytesRead - readBefore);
    }
  });
}
