import type { EmbeddingIndexEnd, EmbeddingIndexState, ErrorCode, IndexRunKind, IndexRunState, UserId } from '@carrel/core';
import type { Generated } from 'kysely';

export interface IndexRunTable {
  id: Generated<number>;
  kind: IndexRunKind;
  state: IndexRunState;
  index_id: string;
  is_repairing: number;
  requested_at: string | null;
  began_at: string | null;
  ended_at: string | null;
  reason_code: ErrorCode | null;
  /** JSON of `IndexRunDetail`. */
  detail: string;
}

export interface EmbeddingIndexTable {
  id: string;
  folder: string;
  setting: string;
  model_name: string | null;
  embedding_id: string | null;
  dimensions: number | null;
  state: EmbeddingIndexState;
  end_reason: EmbeddingIndexEnd | null;
  is_automatic: number;
  done_versions: number;
  total_versions: number;
  /** JSON of `EmbeddingGate`. */
  gate: string | null;
  /** JSON list of `GoldenQuestion`. */
  golden: string | null;
  problem: ErrorCode | null;
  created_by: UserId | null;
  created_at: string;
  switched_at: string | null;
  kept_until: string | null;
}
