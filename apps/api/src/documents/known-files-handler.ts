import { routes } from '@carrel/contract';
import type { Clock, DocumentWithVersion, RecordStore } from '@carrel/core';
import { collectionIdSchema, isoTime, normalisePath } from '@carrel/core';
import { findVisibleCollection } from '../collections/find-visible-collection.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { findVisiblePolicy } from '../rights/find-visible-policy.ts';
import { mayCurate, requireCurator } from '../rights/require-curator.ts';
import type { UploadedTo } from './document-at-place.ts';
import { documentAtPlace } from './document-at-place.ts';
import { documentView } from './document-view.ts';

interface KnownFilesDeps {
  readonly store: Pick<RecordStore, 'read'>;
  readonly clock: Clock;
}

/**
 * Which of these files an upload would leave as they are, because the same bytes lie at their places: a folder whose upload was
 * cut off goes on where it was. Asks for the rights of an upload, and tells of nothing that an upload would not show.
 */
export function createKnownFilesHandler(deps: KnownFilesDeps): BoundRoute {
  return handle(routes.findKnownFiles, async ({ caller, params, query, body }) => {
    const collection = await findVisibleCollection(deps, caller.userId, idOrNotFound(collectionIdSchema, params.id));
    const policyId = await findVisiblePolicy(deps, caller.userId, query.policy ?? collection.defaultPolicyId);
    await requireCurator(deps.store.read, deps.clock, { caller, place: { collectionId: collection.id, policyId } });
    const place = { caller, collection, policyId };
    const known = await Promise.all(body.files.map((file) => findKnown(deps, place, file)));
    return { documents: known.map((found) => (found === null ? null : documentView(found))) };
  });
}

/** Null for a version that failed too: uploading it again tries it again. */
async function findKnown(
  { store, clock }: KnownFilesDeps,
  place: UploadedTo,
  file: { readonly path: string; readonly sha256: string },
): Promise<DocumentWithVersion | null> {
  const path = normalisePath(file.path);
  const document = path === null ? null : await documentAtPlace(store.read, clock, { ...place, path });
  if (document === null || !(await mayCurate(store.read, clock, { caller: place.caller, place: document }))) return null;
  const found = await store.read.documents.findReadable(document.id, [place.caller.userId], isoTime(clock));
  return found !== null && found.newestVersion.blobSha256 === file.sha256 && found.newestVersion.state !== 'failed' ? found : null;
}
