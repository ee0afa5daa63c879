import { routes } from '@carrel/contract';
import type { Clock, PolicyId, RecordStore, UserId } from '@carrel/core';
import { CarrelError, collectionIdSchema, isoTime, policyIdSchema } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { InvalidRequestError } from '../http/invalid-request-error.ts';
import type { RateLimit, RateLimiter } from '../http/rate-limiter.ts';
import { findVisibleCollection } from '../collections/find-visible-collection.ts';
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

/** @throws NOT_FOUND for a policy that the person may not read by: nobody can put a document where they could not see it. */
async function findVisiblePolicy(
  { store, clock }: Pick<UploadHandlerDeps, 'store' | 'clock'>,
  userId: UserId,
  nameOrId: string,
): Promise<PolicyId> {
  const id = policyIdSchema.safeParse(nameOrId);
  const policy = id.success ? await store.read.access.findPolicy(id.data) : await store.read.access.findPolicyByName(nameOrId);
  const visible = await store.read.access.visiblePolicies([userId], isoTime(clock));
  if (policy === null || !visible.policies.some((one) => one.id === policy.id))
    throw new CarrelError('NOT_FOUND', { message: 'no such policy, or not visible to the person who uploads' });
  return policy.id;
}
