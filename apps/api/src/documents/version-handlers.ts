import type { Access } from '@carrel/access';
import { routes } from '@carrel/contract';
import type { Clock, RateLimit, RecordStore } from '@carrel/core';
import { CarrelError, documentIdSchema } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { requireCurator } from '../rights/require-curator.ts';
import { versionView } from './document-view.ts';
import type { ReceiveDeps } from './receive-upload.ts';
import { receiveUpload } from './receive-upload.ts';

export interface VersionHandlerDeps extends ReceiveDeps {
  readonly store: RecordStore;
  readonly access: Access;
  readonly clock: Clock;
}

/** The history of a document, and a new version of it. Who may read the document may read what it was. */
export function createVersionHandlers(
  deps: VersionHandlerDeps,
  { bytesPerHour }: { readonly bytesPerHour: RateLimit },
): readonly BoundRoute[] {
  const { store, access, clock } = deps;
  return [
    handle(routes.listDocumentVersions, async ({ caller, params }) => {
      const { document } = await access.readableDocument(caller.actor, idOrNotFound(documentIdSchema, params.id));
      const versions = await store.read.versions.listForDocument(document.id);
      return {
        items: versions.map((version, index) =>
          versionView(version, { number: versions.length - index, activeVersionId: document.activeVersionId }),
        ),
      };
    }),
    handle(routes.replaceDocument, async ({ caller, params, request }) => {
      const { document } = await access.readableDocument(caller.actor, idOrNotFound(documentIdSchema, params.id));
      await requireCurator(store.read, clock, { caller, place: document });
      const collection = await store.read.collections.find(document.collectionId);
      if (collection === null) throw new CarrelError('NOT_FOUND');
      const place = { caller, collection, policyId: document.policyId, replaces: document.id };
      return receiveUpload(deps, request, { place, bytesPerHour });
    }),
  ];
}
