import {
  type Document,
  type DocumentId,
  type DocumentVersion,
  type DocumentWithVersion,
  type IngestProgress,
  isTerminalState,
} from '@carrel/core';
import type { Kysely } from 'kysely';
import type { DocumentTable, DocumentVersionTable, Schema } from '../sql/schema.ts';
import { storedValidity } from './stored-json.ts';

type StoredDocument = Pick<
  DocumentTable,
  'id' | 'collection_id' | 'policy_id' | 'path' | 'title' | 'active_version_id' | 'created_at' | 'updated_at'
>;

export function toDocument(row: StoredDocument): Document {
  return {
    id: row.id,
    collectionId: row.collection_id,
    policyId: row.policy_id,
    path: row.path,
    title: row.title,
    activeVersionId: row.active_version_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toVersion(row: DocumentVersionTable): DocumentVersion {
  return {
    id: row.id,
    documentId: row.document_id,
    blobSha256: row.blob_sha256,
    sizeBytes: row.size_bytes,
    mediaType: row.media_type,
    fileName: row.file_name,
    state: row.state,
    reason: row.reason_code === null ? null : { code: row.reason_code, isRetryable: row.reason_is_retryable === 1 },
    attempt: row.attempt,
    parsedBlobSha256: row.parsed_blob_sha256,
    pageCount: row.page_count,
    chunkCount: row.chunk_count,
    charCount: row.char_count,
    ...storedValidity(row.validity),
    generation: row.generation,
    createdAt: row.created_at,
    publishedAt: row.published_at,
  };
}

export function toProgress(row: DocumentVersionTable): IngestProgress | null {
  if (isTerminalState(row.state) || row.progress_stage === null || row.progress_done === null || row.progress_total === null) return null;
  return { stage: row.progress_stage, done: row.progress_done, total: row.progress_total };
}

/**
 * Documents with their newest version and the names around them. The version's columns have their own names, the
 * document's begin with `document_`; `row.document_id` is both.
 */
export function selectDocumentRows(database: Kysely<Schema>) {
  return database
    .selectFrom('document as d')
    .innerJoin('document_version as v', 'v.id', 'd.newest_version_id')
    .innerJoin('collection as c', 'c.id', 'd.collection_id')
    .innerJoin('policy as p', 'p.id', 'd.policy_id')
    .selectAll('v')
    .select([
      'd.collection_id',
      'd.policy_id',
      'd.path',
      'd.title',
      'd.active_version_id',
      'd.created_at as document_created_at',
      'd.updated_at as document_updated_at',
      'd.change_seq',
      'c.name as collection_name',
      'p.name as policy_name',
    ]);
}

export type DocumentRow = DocumentVersionTable &
  Pick<DocumentTable, 'collection_id' | 'policy_id' | 'path' | 'title' | 'active_version_id'> & {
    readonly document_id: DocumentId;
    readonly document_created_at: string;
    readonly document_updated_at: string;
    readonly change_seq: number;
    readonly collection_name: string;
    readonly policy_name: string;
  };

export function toDocumentWithVersion(row: DocumentRow): DocumentWithVersion {
  return {
    document: toDocument({ ...row, id: row.document_id, created_at: row.document_created_at, updated_at: row.document_updated_at }),
    newestVersion: toVersion(row),
    collectionName: row.collection_name,
    policyName: row.policy_name,
    progress: toProgress(row),
  };
}
