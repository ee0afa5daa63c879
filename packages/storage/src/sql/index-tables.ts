import type { ErrorCode, IndexRunKind, IndexRunState } from '@carrel/core';
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
