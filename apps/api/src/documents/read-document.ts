import type { Access } from '@carrel/access';
import type { AuditTrail } from '@carrel/audit';
import type { DocumentVersion, DocumentWithVersion, RecordStore } from '@carrel/core';
import { CarrelError, documentIdSchema, versionIdSchema } from '@carrel/core';
import { failClosed } from '../audit/fail-closed.ts';
import type { Caller } from '../authentication/caller.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';

export interface DocumentReaderDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly access: Access;
}

/** Versions of documents that a caller may read, and the record of what was given out of them. */
export interface DocumentReader {
  /** The version, or without an id the one that is searched now. @throws NOT_FOUND */
  find(caller: Caller, id: string, versionId: string | undefined): Promise<FoundVersion>;
  /** Must have resolved before the first byte leaves. @throws AUDIT_UNAVAILABLE */
  record(caller: Caller, type: 'document.downloaded' | 'document.previewed', version: DocumentVersion): Promise<void>;
}

export interface FoundVersion {
  readonly found: DocumentWithVersion;
  readonly version: DocumentVersion;
}

export function createDocumentReader({ store, audit, access }: DocumentReaderDeps): DocumentReader {
  return {
    async find(caller, id, versionId) {
      const found = await access.readableDocument(caller.actor, idOrNotFound(documentIdSchema, id));
      const wanted =
        versionId === undefined ? (found.document.activeVersionId ?? found.newestVersion.id) : idOrNotFound(versionIdSchema, versionId);
      const version = wanted === found.newestVersion.id ? found.newestVersion : await store.read.versions.find(wanted);
      if (version === null || version.documentId !== found.document.id) throw new CarrelError('NOT_FOUND');
      return { found, version };
    },
    async record(caller, type, { documentId, id }) {
      await failClosed(() =>
        store.transaction((transaction) => audit.record(transaction, caller.actor, { type, documentId, versionId: id })),
      );
    },
  };
}
