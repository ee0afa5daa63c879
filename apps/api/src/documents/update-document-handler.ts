import type { Access } from '@carrel/access';
import { routes } from '@carrel/contract';
import type { Collection, CollectionId, Document, PolicyId, Repositories } from '@carrel/core';
import { CarrelError, collectionIdSchema, documentIdSchema, isoTime, normalisePath } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import { findVisibleCollection } from '../collections/find-visible-collection.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { InvalidRequestError } from '../http/invalid-request-error.ts';
import { findVisiblePolicy } from '../rights/find-visible-policy.ts';
import { requireCurator } from '../rights/require-curator.ts';
import type { RightsDeps } from '../rights/rights-deps.ts';
import { documentView } from './document-view.ts';

type UpdateDeps = Omit<RightsDeps, 'ids'> & { readonly access: Access };

/** What the document is to be; undefined stays as it is. */
interface Change {
  readonly policyId: PolicyId | undefined;
  readonly collectionId: Collection['id'] | undefined;
  readonly path: string | undefined;
}

/**
 * Gives a document another policy, collection or path. Whoever does it curates the document as it is and as it will be, and
 * may see both collections and read by both policies: nobody can put a document where they could not see it. Nothing is
 * indexed or embedded again.
 */
export function createUpdateDocumentHandler(deps: UpdateDeps): BoundRoute {
  const { store, access } = deps;
  return handle(routes.updateDocument, async ({ caller, params, body }) => {
    const { document } = await access.readableDocument(caller.actor, idOrNotFound(documentIdSchema, params.id));
    const change: Change = {
      policyId: body.policyId === undefined ? undefined : await findVisiblePolicy(deps, caller.userId, body.policyId),
      collectionId: body.collectionId === undefined ? undefined : await visibleCollectionId(deps, caller, body.collectionId),
      path: body.path === undefined ? undefined : placeOf(body.path),
    };
    await store.transaction(async (transaction) => {
      const current = await transaction.documents.find(document.id);
      if (current === null) throw new CarrelError('NOT_FOUND');
      const { collectionId = current.collectionId, policyId = current.policyId } = change;
      for (const place of [current, { collectionId, policyId }]) await requireCurator(transaction, deps.clock, { caller, place });
      await requireFreePlace(transaction, deps, { caller, current, change });
      await move(transaction, deps, { caller, current, change });
      await setPolicy(transaction, deps, { caller, current, policyId });
    });
    return documentView(await access.readableDocument(caller.actor, document.id));
  });
}

interface Wish {
  readonly caller: Caller;
  readonly current: Document;
  readonly change: Change;
}

/**
 * Only what the person sees takes a place. What they do not see has a policy that this document will not have, since they see
 * every policy that they can give.
 * @throws NAME_TAKEN.
 */
async function requireFreePlace(transaction: Repositories, { clock }: UpdateDeps, { caller, current, change }: Wish): Promise<void> {
  const { collectionId = current.collectionId, path = current.path, policyId = current.policyId } = change;
  const isMoving = collectionId !== current.collectionId || path !== current.path;
  const there = await transaction.documents.listReadableAt({ collectionId, path }, [caller.userId], isoTime(clock));
  if (there.some((other) => other.id !== current.id && (isMoving || other.policyId === policyId))) throw new CarrelError('NAME_TAKEN');
}

async function move(transaction: Repositories, { audit, clock }: UpdateDeps, { caller, current, change }: Wish): Promise<void> {
  const { collectionId = current.collectionId, path = current.path } = change;
  if (!(await transaction.documents.move(current.id, { collectionId, path }, isoTime(clock)))) return;
  await audit.record(transaction, caller.actor, {
    type: 'document.moved',
    documentId: current.id,
    previous: { collectionId: current.collectionId, path: current.path },
    place: { collectionId, path },
  });
}

async function setPolicy(
  transaction: Repositories,
  { audit, clock }: UpdateDeps,
  { caller, current, policyId }: { readonly caller: Caller; readonly current: Document; readonly policyId: PolicyId },
): Promise<void> {
  if (!(await transaction.documents.setPolicy(current.id, policyId, isoTime(clock)))) return;
  await audit.record(transaction, caller.actor, {
    type: 'document.policy_changed',
    documentId: current.id,
    previousPolicyId: current.policyId,
    policyId,
  });
}

async function visibleCollectionId(deps: UpdateDeps, caller: Caller, id: string): Promise<CollectionId> {
  return (await findVisibleCollection(deps, caller.userId, idOrNotFound(collectionIdSchema, id))).id;
}

function placeOf(sent: string): string {
  const path = normalisePath(sent);
  if (path === null)
    throw new InvalidRequestError([{ path: 'path', expected: 'expected a path without "..", of at most 1,000 characters' }]);
  return path;
}
