import { routes } from '@carrel/contract';
import type { Clock, RateLimit, RecordStore } from '@carrel/core';
import { collectionIdSchema } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { findVisibleCollection } from '../collections/find-visible-collection.ts';
import { findVisiblePolicy } from '../rights/find-visible-policy.ts';
import { requireCurator } from '../rights/require-curator.ts';
import type { ReceiveDeps } from './receive-upload.ts';
import { receiveUpload } from './receive-upload.ts';

export interface UploadHandlerDeps extends ReceiveDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
}

export function createUploadHandler(deps: UploadHandlerDeps, { bytesPerHour }: { readonly bytesPerHour: RateLimit }): BoundRoute {
  return handle(routes.uploadDocuments, async ({ caller, params, query, request }) => {
    const collection = await findVisibleCollection(deps, caller.userId, idOrNotFound(collectionIdSchema, params.id));
    // The default policy too: a collection can be visible by a single document, and nobody puts a document where they could not see it.
    const policyId = await findVisiblePolicy(deps, caller.userId, query.policy ?? collection.defaultPolicyId);
    await requireCurator(deps.store.read, deps.clock, { caller, place: { collectionId: collection.id, policyId } });
    return receiveUpload(deps, request, { place: { caller, collection, policyId }, bytesPerHour });
  });
}
