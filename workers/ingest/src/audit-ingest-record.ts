import { systemActor } from '@carrel/core';
import type { AuditTrail } from '@carrel/audit';
import type { IngestRecord } from '@carrel/ingestion';

/** What happens to documents in this process, as audit events of Carrel itself. */
export function createAuditIngestRecord(trail: Pick<AuditTrail, 'record'>): IngestRecord {
  return {
    async published(repositories, { document, version, previousVersionId }) {
      await trail.record(repositories, systemActor('ingest', version.id), {
        type: 'document.published',
        documentId: document.id,
        versionId: version.id,
        pageCount: version.pageCount,
        chunkCount: version.chunkCount ?? 0,
        charCount: version.charCount ?? 0,
        generation: version.generation ?? 0,
        previousVersionId,
      });
    },
    async failed(repositories, { document, version, reason }) {
      await trail.record(repositories, systemActor('ingest', version.id), {
        type: 'document.failed',
        documentId: document.id,
        versionId: version.id,
        code: reason.code,
        attempt: version.attempt,
      });
    },
  };
}
