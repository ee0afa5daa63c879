import type { AuditTrail } from '@carrel/audit';
import type { CollectionView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { Clock, CollectionId, CollectionSummary, IdSource, PolicyId, RecordStore, Repositories, UserId } from '@carrel/core';
import { CarrelError, collectionIdSchema, isoTime } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { mayCurate, requireCurator } from '../rights/require-curator.ts';
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
    handle(routes.listCollections, async ({ caller }) => {
      const visible = await store.read.collections.listVisible([caller.userId], isoTime(clock));
      return { items: await Promise.all(visible.map((collection) => collectionView(deps, caller, collection))) };
    }),
    handle(routes.getCollection, async ({ caller, params }) =>
      collectionView(deps, caller, await findVisibleCollection(deps, caller.userId, idOrNotFound(collectionIdSchema, params.id))),
    ),
    handle(routes.createCollection, async ({ caller, body }) => {
      const chosenPolicyId = body.defaultPolicyId === undefined ? null : await visiblePolicyId(deps, caller.userId, body.defaultPolicyId);
      const created = await store.transaction(async (transaction) => {
        const defaultPolicyId = chosenPolicyId ?? (await ensureEveryonePolicy(transaction, deps, caller.actor)).id;
        const createdAt = isoTime(clock);
        const { name, description } = body;
        await requireFreeName(transaction, deps, { caller, name });
        const collection = await transaction.collections.create({
          id: ids.collectionId(),
          name,
          description,
          defaultPolicyId,
          createdAt,
        });
        const subject = { collectionId: collection.id, policyId: defaultPolicyId };
        await audit.record(transaction, caller.actor, { type: 'collection.created', ...subject });
        // Whoever makes a collection curates it, until an admin says otherwise.
        const grantee = { kind: 'user', userId: caller.userId } as const;
        await transaction.rights.addCurator({ collectionId: collection.id, principal: grantee, validFrom: createdAt, validTo: null });
        await audit.record(transaction, caller.actor, {
          type: 'collection.changed',
          ...subject,
          curator: { change: 'curator-added', grantee },
        });
        return collection;
      });
      return collectionView(deps, caller, { ...created, documentCount: 0 });
    }),
    createUpdateHandler(deps),
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

function createUpdateHandler(deps: CollectionDeps): BoundRoute {
  const { store, audit, clock } = deps;
  return handle(routes.updateCollection, async ({ caller, params, body }) => {
    const found = await findVisibleCollection(deps, caller.userId, idOrNotFound(collectionIdSchema, params.id));
    const defaultPolicyId =
      body.defaultPolicyId === undefined ? undefined : await visiblePolicyId(deps, caller.userId, body.defaultPolicyId);
    // A collection can be visible by a single document. Its name is one of those of its policy, which only its readers know.
    if (body.name !== undefined) await visiblePolicyId(deps, caller.userId, found.defaultPolicyId);
    const changed = await store.transaction(async (transaction) => {
      const place = { collectionId: found.id, policyId: found.defaultPolicyId };
      await requireCurator(transaction, clock, { caller, place });
      if (defaultPolicyId !== undefined)
        await requireCurator(transaction, clock, { caller, place: { ...place, policyId: defaultPolicyId } });
      if (body.name !== undefined) await requireFreeName(transaction, deps, { caller, name: body.name, except: found.id });
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
    if (body.appliesToDocuments && defaultPolicyId !== undefined)
      await moveDocuments(deps, caller, { collectionId: found.id, from: found.defaultPolicyId, to: defaultPolicyId });
    return collectionView(deps, caller, {
      ...changed,
      documentCount: (await findVisibleCollection(deps, caller.userId, found.id)).documentCount,
    });
  });
}

/**
 * Only a collection that the person sees takes a name. What they do not see has a policy that this one will not have, since
 * they see every policy that they can give.
 * @throws NAME_TAKEN.
 */
async function requireFreeName(
  transaction: Pick<Repositories, 'collections'>,
  { clock }: Pick<CollectionDeps, 'clock'>,
  { caller, name, except }: { readonly caller: Caller; readonly name: string; readonly except?: CollectionId },
): Promise<void> {
  const visible = await transaction.collections.listVisible([caller.userId], isoTime(clock));
  if (visible.some((other) => other.name === name && other.id !== except)) throw new CarrelError('NAME_TAKEN');
}

/** So many documents change their policy in one transaction; each has an event. */
const moveBatch = 500;

/** Gives the documents of a collection that have one policy another. Some at a time: others can write in between. */
async function moveDocuments(
  { store, audit, clock }: CollectionDeps,
  caller: Caller,
  { collectionId, from, to }: { readonly collectionId: CollectionId; readonly from: PolicyId; readonly to: PolicyId },
): Promise<void> {
  if (from === to) return;
  for (let movedCount = moveBatch; movedCount === moveBatch;) {
    movedCount = await store.transaction(async (transaction) => {
      const documentIds = await transaction.documents.listWithPolicy(collectionId, from, moveBatch);
      for (const documentId of documentIds) {
        await transaction.documents.setPolicy(documentId, to, isoTime(clock));
        await audit.record(transaction, caller.actor, {
          type: 'document.policy_changed',
          documentId,
          previousPolicyId: from,
          policyId: to,
        });
      }
      return documentIds.length;
    });
  }
}

async function collectionView(
  { store, clock }: Pick<CollectionDeps, 'store' | 'clock'>,
  caller: Caller,
  { id, name, description, defaultPolicyId, documentCount, createdAt }: CollectionSummary,
): Promise<CollectionView> {
  const canCurate = await mayCurate(store.read, clock, { caller, place: { collectionId: id, policyId: defaultPolicyId } });
  return { id, name, description, defaultPolicyId, documentCount, canCurate, createdAt };
}

/** @throws NOT_FOUND when there is no such policy, or the person may not read by it. */
async function visiblePolicyId({ store, clock }: Pick<CollectionDeps, 'store' | 'clock'>, userId: UserId, id: string): Promise<PolicyId> {
  const { policies } = await store.read.access.visiblePolicies([userId], isoTime(clock));
  const found = policies.find((policy) => policy.id === id);
  if (found === undefined) throw new CarrelError('NOT_FOUND');
  return found.id;
}
