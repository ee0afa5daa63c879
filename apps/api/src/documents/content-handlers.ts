import { pipeline } from 'node:stream/promises';
import type { Access } from '@carrel/access';
import type { AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { BlobStore, Clock, DocumentVersion, DocumentWithVersion, RecordStore } from '@carrel/core';
import { CarrelError, documentIdSchema, versionIdSchema } from '@carrel/core';
import { failClosed } from '../audit/fail-closed.ts';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, responseSent } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { mayCurate } from '../rights/require-curator.ts';
import { contentDisposition } from './content-disposition.ts';
import { renderTextAside } from './render-text-aside.ts';

export interface ContentDeps {
  readonly store: RecordStore;
  readonly blobs: BlobStore;
  readonly audit: AuditTrail;
  readonly access: Access;
  readonly clock: Clock;
}

/** The original file and the extracted text of a document: what was given out is recorded before the first byte leaves. */
export function createContentHandlers(deps: ContentDeps): readonly BoundRoute[] {
  const { store, blobs, audit, clock } = deps;

  async function findVersion(
    caller: Caller,
    id: string,
    versionId: string | undefined,
  ): Promise<{ readonly found: DocumentWithVersion; readonly version: DocumentVersion }> {
    const found = await deps.access.readableDocument(caller.actor, idOrNotFound(documentIdSchema, id));
    const wanted =
      versionId === undefined ? (found.document.activeVersionId ?? found.newestVersion.id) : idOrNotFound(versionIdSchema, versionId);
    const version = wanted === found.newestVersion.id ? found.newestVersion : await store.read.versions.find(wanted);
    if (version === null || version.documentId !== found.document.id) throw new CarrelError('NOT_FOUND');
    return { found, version };
  }

  async function record(
    caller: Caller,
    type: 'document.downloaded' | 'document.previewed',
    { documentId, id }: DocumentVersion,
  ): Promise<void> {
    await failClosed(() =>
      store.transaction((transaction) => audit.record(transaction, caller.actor, { type, documentId, versionId: id })),
    );
  }

  return [
    handle(routes.getDocumentContent, async ({ caller, params, query, response }) => {
      const { version } = await findVersion(caller, params.id, query.versionId);
      const content = await blobs.readStream(version.blobSha256);
      try {
        await record(caller, 'document.downloaded', version);
      } catch (error) {
        content.destroy();
        throw error;
      }
      // Whatever the file is, a browser must not run it here: it is saved, of the type that we found, in a sandbox.
      response.status(200);
      response.setHeader('content-type', version.mediaType);
      response.setHeader('content-length', String(version.sizeBytes));
      response.setHeader('content-disposition', contentDisposition(version.fileName));
      response.setHeader(
        'content-security-policy',
        "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      );
      await pipeline(content, response);
      return responseSent;
    }),
    handle(routes.getDocumentText, async ({ caller, params, query, response }) => {
      const { found, version } = await findVersion(caller, params.id, query.versionId);
      if (version.parsedBlobSha256 === null) throw new CarrelError('NOT_FOUND', { message: 'the version has no text yet' });
      const [parsed, chunks] = await Promise.all([blobs.read(version.parsedBlobSha256), store.read.chunks.listSpans(version.id)]);
      const facts = {
        documentId: found.document.id,
        versionId: version.id,
        title: found.document.title,
        mediaType: version.mediaType,
        chunks: chunks.map(({ id, span }) => ({ id, start: span.start, end: span.end })),
        mayCurate: await mayCurate(store.read, clock, { caller, place: found.document }),
      };
      const body = await renderTextAside({ parsed, facts });
      await record(caller, 'document.previewed', version);
      response
        .status(200)
        .type('application/json')
        .send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
      return responseSent;
    }),
  ];
}
