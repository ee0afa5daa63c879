import type { AuditTrail } from '@carrel/audit';
import type { CollectionView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { Clock, CollectionSummary, IdSource, PolicyId, RecordStore, UserId } from '@carrel/core';
import { CarrelError, collectionIdSchema, isoTime } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { ensureEveryonePolicy } from './ensure-everyone-policy.ts';
import { findVisibleCollection } from './find-visible-collection.ts';

export interface CollectionDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export function createCollectionHandlers(deps: CollectionDeps): readonly BoundRoute[] {
  const { store, audit, clock, ids } = deps;
  return [
    handle(routes.listCollections, async ({ caller }) => ({
      items: (await store.read.collections.listVisible([caller.userId], isoTime(clock))).map(collectionView),
    })),
    handle(routes.getCollection, async ({ caller, params }) =>
      collectionView(await findVisibleCollection(deps, caller.userId, idOrNotFound(collectionIdSchema, params.id))),
    ),
    handle(routes.createCollection, async ({ caller, body }) => {
      const chosenPolicyId = body.defaultPolicyId === undefined ? null : await visiblePolicyId(deps, caller.userId, body.defaultPolicyId);
      const created = await store.transaction(async (transaction) => {
        const defaultPolicyId = chosenPolicyId ?? (await ensureEveryonePolicy(transaction, deps, caller.actor)).id;
        const collection = await transaction.collections.create({
          id: ids.collectionId(),
          name: body.name,
          description: body.description,
          defaultPolicyId,
          createdAt: isoTime(clock),
        });
        await audit.record(transaction, caller.actor, {
          type: 'collection.created',
          collectionId: collection.id,
          policyId: defaultPolicyId,
        });
        return collection;
      });
      return collectionView({ ...created, documentCount: 0 });
    }),
    handle(routes.updateCollection, async ({ caller, params, body }) => {
      const found = await findVisibleCollection(deps, caller.userId, idOrNotFound(collectionIdSchema, params.id));
      const defaultPolicyId =
        body.defaultPolicyId === undefined ? undefined : await visiblePolicyId(deps, caller.userId, body.defaultPolicyId);
      const changed = await store.transaction(async (transaction) => {
        const collection = await transaction.collections.update(found.id, {
          ...(body.name !== undefined && { name: body.name }),
          ...(body.description !== undefined && { description: body.description }),
          ...(defaultPolicyId !== undefined && { defaultPolicyId }),
        });
        if (collection === null) throw new CarrelError('NOT_FOUND');
        await audit.record(transaction, caller.actor, {
          type: 'collection.changed',
          collectionId: found.id,
          policyId: collection.defaultPolicyId,
        });
        return collection;
      });
      return collectionView({ ...changed, documentCount: found.documentCount });
    }),
    handle(routes.deleteCollection, async ({ caller, params }) => {
      const found = await findVisibleCollection(deps, caller.userId, idOrNotFound(collectionIdSchema, params.id));
      await store.transaction(async (transaction) => {
        const isDeleted = await transaction.collections.delete(found.id);
        if (!isDeleted) throw new CarrelError('CONFLICT', { message: 'expected an empty collection' });
        await audit.record(transaction, caller.actor, { type: 'collection.deleted', collectionId: found.id });
      });
      return { ok: true as const };
    }),
  ];
}

function collectionView({ id, name, description, defaultPolicyId, documentCount, createdAt }: CollectionSummary): CollectionView {
  return { id, name, description, defaultPolicyId, documentCount, createdAt };
}

/** @throws NOT_FOUND when there is no such policy, or the person may not read by it. */
async function visiblePolicyId({ store, clock }: Pick<CollectionDeps, 'store' | 'clock'>, userId: UserId, id: string): Promise<PolicyId> {
  const { policies } = await store.read.access.visiblePolicies([userId], isoTime(clock));
  const found = policies.find((policy) => policy.id === id);
  if (found === undefined) throw new CarrelError('NOT_FOUND');
  return found.id;
}
