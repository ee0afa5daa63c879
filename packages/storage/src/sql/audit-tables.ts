import type { AuditEventId, DocumentId, UserId } from '@carrel/core';
import type { Generated } from 'kysely';

export interface AuditEventTable {
  shard: number;
  seq: number;
  id: AuditEventId;
  time: string;
  type: string;
  outcome: string;
  actor_ref: string;
  target_ref: string | null;
  channel: string;
  leaf: Uint8Array;
  leaf_hash: string;
}

export interface AuditTileTable {
  shard: number;
  level: number;
  tile_index: number;
  data: Uint8Array;
}

export interface ContentHoldTable {
  id: string;
  user_id: UserId | null;
  document_id: DocumentId | null;
  reason: string;
  placed_by: UserId;
  placed_at: string;
  release_asked_by: Generated<UserId | null>;
  release_asked_at: Generated<string | null>;
  release_event_id: Generated<AuditEventId | null>;
  released_by: Generated<UserId | null>;
  released_at: Generated<string | null>;
}

export interface ErasureRequestTable {
  id: string;
  user_id: UserId | null;
  document_id: DocumentId | null;
  reason: string;
  asked_by: UserId;
  asked_at: string;
  event_id: AuditEventId;
  approved_by: Generated<UserId | null>;
  executed_at: Generated<string | null>;
}

export interface AuditCheckpointTable {
  shard: number;
  size: number;
  root_hash: string;
  note: string;
  created_at: string;
}

export interface AuditContextTable {
  shard: number;
  seq: number;
  position: number;
  document_ref: string;
  version_ref: string;
  chunk_ref: string;
  is_in_prompt: number;
  is_cited: number;
}
