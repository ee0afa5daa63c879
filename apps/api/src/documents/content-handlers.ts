import { pipeline } from 'node:stream/promises';
import type { Access } from '@carrel/access';
import type { AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { BlobStore, Clock, RecordStore } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, responseSent } from '../http/bind-route.ts';
import { mayCurate } from '../rights/require-curator.ts';
import { contentDisposition } from './content-disposition.ts';
import { createDocumentReader } from './read-document.ts';
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
  const { store, blobs, clock } = deps;
  const reader = createDocumentReader(deps);

  return [
    handle(routes.getDocumentContent, async ({ caller, params, query, response }) => {
      const { version } = await reader.find(caller, params.id, query.versionId);
      const content = await blobs.readStream(version.blobSha256);
      try {
        await reader.record(caller, 'document.downloaded', version);
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
      const { found, version } = await reader.find(caller, params.id, query.versionId);
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
      const body = await renderTextAside({ kind: 'view', parsed, facts });
      await reader.record(caller, 'document.previewed', version);
      response
        .status(200)
        .type('application/json')
        .send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
      return responseSent;
    }),
  ];
}
