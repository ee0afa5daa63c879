import type { CollectionId, DocumentId, ErrorCode, PolicyId, SourceId, UserId } from '@carrel/core';

export interface SourceTable {
  id: SourceId;
  kind: string;
  name: string;
  location: string;
  collection_id: CollectionId;
  policy_id: PolicyId | null;
  /** JSON list of words. */
  ignore_patterns: string;
  is_paused: number;
  created_by: UserId;
  created_at: string;
  deleted_at: string | null;
  identity: string | null;
  is_deletion_confirmed: number;
  last_run: string | null;
  next_run_ms: number;
}

export interface SourceEntryTable {
  source_id: SourceId;
  path: string;
  stamp: string;
  volume: string;
  sha256: string | null;
  document_id: DocumentId | null;
  refusal: ErrorCode | null;
}
