import type { Access } from '@carrel/access';
import { routes } from '@carrel/contract';
import { CarrelError, documentIdSchema, isoTime } from '@carrel/core';
import { documentView } from '../documents/document-view.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { findVisiblePolicy } from './find-visible-policy.ts';
import { requireCurator } from './require-curator.ts';
import type { RightsDeps } from './rights-deps.ts';

/**
 * Gives a document another policy. Whoever does it curates the document as it is and as it will be, and may read by both
 * policies: nobody can put a document where they could not see it. Nothing is indexed again.
 */
export function createDocumentPolicyHandler(deps: Omit<RightsDeps, 'ids'> & { readonly access: Access }): BoundRoute {
  const { store, audit, clock, access } = deps;
  return handle(routes.setDocumentPolicy, async ({ caller, params, body }) => {
    const { document } = await access.readableDocument(caller.actor, idOrNotFound(documentIdSchema, params.id));
    const policyId = await findVisiblePolicy(deps, caller.userId, body.policyId);
    await store.transaction(async (transaction) => {
      const current = await transaction.documents.find(document.id);
      if (current === null) throw new CarrelError('NOT_FOUND');
      const { collectionId } = current;
      for (const place of [current, { collectionId, policyId }]) await requireCurator(transaction, clock, { caller, place });
      if (!(await transaction.documents.setPolicy(current.id, policyId, isoTime(clock)))) return;
      await audit.record(transaction, caller.actor, {
        type: 'document.policy_changed',
        documentId: current.id,
        previousPolicyId: current.policyId,
        policyId,
      });
    });
    return documentView(await access.readableDocument(caller.actor, document.id));
  });
}
