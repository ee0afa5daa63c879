import { routes } from '@carrel/contract';
import type { Clock, RecordStore } from '@carrel/core';
import { collectionIdSchema, isoTime } from '@carrel/core';
import { findVisibleCollection } from '../collections/find-visible-collection.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { documentView } from './document-view.ts';

/**
 * Which of these files lie at their places already, byte for byte: a folder whose upload was cut off goes on where it was. Only
 * what the caller may read is told. A version that failed is not among them: uploading it again tries it again.
 */
export function createKnownFilesHandler({
  store,
  clock,
}: {
  readonly store: Pick<RecordStore, 'read'>;
  readonly clock: Clock;
}): BoundRoute {
  return handle(routes.findKnownFiles, async ({ caller, params, body }) => {
    const collection = await findVisibleCollection({ store, clock }, caller.userId, idOrNotFound(collectionIdSchema, params.id));
    const documents = await Promise.all(
      body.files.map(async ({ path, sha256 }) => {
        const place = await store.read.documents.findByPath(collection.id, path);
        const found = place === null ? null : await store.read.documents.findReadable(place.id, [caller.userId], isoTime(clock));
        const isKnown = found !== null && found.newestVersion.blobSha256 === sha256 && found.newestVersion.state !== 'failed';
        return isKnown ? documentView(found) : null;
      }),
    );
    return { documents };
  });
}
