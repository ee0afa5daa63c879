import type { Access } from '@carrel/access';
import type { AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { BlobStore, Clock, DocumentFilter, IngestQueue, RecordStore } from '@carrel/core';
import { CarrelError, faultPoint, collectionIdSchema, documentIdSchema, isoTime } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, responseSent } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { openEventStream } from '../http/event-stream.ts';
import { requireCurator } from '../rights/require-curator.ts';
import { documentView } from './document-view.ts';
import type { DocumentEventPoller } from './event-poller.ts';

export interface DocumentDeps {
  readonly store: RecordStore;
  readonly blobs: BlobStore;
  readonly queue: IngestQueue;
  readonly audit: AuditTrail;
  readonly access: Access;
  readonly clock: Clock;
}

/** The routes of documents but for uploads and their content. */
export function createDocumentHandlers(deps: DocumentDeps, poller: DocumentEventPoller): readonly BoundRoute[] {
  const { store, clock } = deps;
  return [
    handle(routes.listDocuments, async ({ caller, query }) => {
      const page = {
        limit: query.limit,
        ...(query.cursor !== undefined && { cursor: query.cursor }),
        ...(query.offset !== undefined && { offset: query.offset }),
      };
      const found = await store.read.documents.listReadable(filterOf(query), page, [caller.userId], isoTime(clock));
      return { items: found.items.map(documentView), nextCursor: found.nextCursor };
    }),
    handle(routes.countDocuments, async ({ caller, query }) => {
      const byState = await store.read.documents.countByState(filterOf(query), [caller.userId], isoTime(clock));
      return { total: Object.values(byState).reduce((sum, count) => sum + count, 0), byState: { ...byState } };
    }),
    handle(routes.getDocument, async ({ caller, params }) =>
      documentView(await deps.access.readableDocument(caller.actor, idOrNotFound(documentIdSchema, params.id))),
    ),
    handle(routes.deleteDocument, async ({ caller, params }) => {
      const { document } = await deps.access.readableDocument(caller.actor, idOrNotFound(documentIdSchema, params.id));
      await store.transaction(async (transaction) => {
        // Somebody may have been faster; then there is nothing left to delete and nothing to record.
        const current = await transaction.documents.find(document.id);
        if (current === null) throw new CarrelError('NOT_FOUND');
        await requireCurator(transaction, clock, { caller, place: current });
        await transaction.documents.markDeleted(document.id, isoTime(clock));
        await deps.audit.record(transaction, caller.actor, { type: 'document.deleted', documentId: document.id });
        faultPoint('delete.in-transaction');
      });
      faultPoint('delete.after-commit');
      return { ok: true as const };
    }),
    handle(routes.ingestEvents, async ({ caller, response, signal }) => {
      const stream = openEventStream(response);
      await poller.subscribe(
        caller.userId,
        async ({ changed, deletedIds }) => {
          for (const documentId of deletedIds) await stream.send('deleted', { documentId });
          for (const one of changed) await stream.send('document', { document: documentView(one) });
        },
        signal,
      );
      stream.end();
      return responseSent;
    }),
  ];
}

function filterOf(query: {
  readonly collectionId?: readonly string[] | undefined;
  readonly state?: DocumentFilter['states'] | undefined;
  readonly reason?: DocumentFilter['reasons'] | undefined;
  readonly text?: string | undefined;
}): DocumentFilter {
  return {
    ...(query.collectionId !== undefined && { collectionIds: query.collectionId.map((id) => idOrNotFound(collectionIdSchema, id)) }),
    ...(query.state !== undefined && { states: query.state }),
    ...(query.reason !== undefined && { reasons: query.reason }),
    ...(query.text !== undefined && query.text !== '' && { text: query.text }),
  };
}
