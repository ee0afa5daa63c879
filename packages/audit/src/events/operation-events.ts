import type { EmbeddingIndexEnd } from '@carrel/core';
import type { ModelFacts } from './asking-events.ts';

/** Name, file and engine of a model, without the settings of a single answer. */
export type InstalledModelFacts = Pick<ModelFacts, 'name' | 'fileSha256' | 'engine' | 'remoteHost'>;

export interface ShardEnd {
  readonly shard: number;
  readonly sizeEntries: number;
  readonly lastLeafHash: string;
}

export interface OperationEvents {
  /** `filter` is what was asked for. Sealed, because it can name people. */
  'audit.searched': { readonly filter: Readonly<Record<string, unknown>>; readonly rowCount: number };
  'audit.exported': { readonly format: 'jsonl' | 'csv' | 'ocsf' | 'bundle'; readonly rowCount: number };
  'audit.verified': {
    readonly verdict: 'ok' | 'tampered' | 'incomplete' | 'erased';
    readonly entryCount: number;
    readonly findingCount: number;
  };
  /** `valueSha256` is the digest of the setting's JSON text; the value of each version stays in SQL. */
  'config.changed': { readonly setting: string; readonly version: number; readonly valueSha256: string };
  /** Recorded before the first byte of the model is fetched. */
  'model.licence_accepted': { readonly model: string; readonly licence: string; readonly fileSha256: string };
  'model.installed': { readonly model: InstalledModelFacts };
  'model.removed': { readonly model: InstalledModelFacts };
  'model.activated': { readonly purpose: 'answering' | 'embedding' | 'reranking'; readonly model: InstalledModelFacts };
  'index.rebuilt': {
    readonly index: string;
    readonly chunkCount: number;
    readonly cause: 'missing' | 'unreadable' | 'other-model' | 'requested';
  };
  /** A new index was begun for an embedding model, beside the one that serves. */
  'index.build_started': { readonly index: string; readonly setting: string };
  /** Questions are answered from another index from this moment on. */
  'index.switched': { readonly index: string; readonly previous: string; readonly cause: 'checked' | 'rollback' };
  /** An index is given up; its files are removed. */
  'index.ended': { readonly index: string; readonly reason: EmbeddingIndexEnd };
  /** No quorum of witnesses has cosigned for a quarter of an hour. */
  'checkpoint.witness_missing': Readonly<Record<never, never>>;
  /** `manifestSha256` names the backup; files and bytes are those of the archive. */
  'backup.completed': { readonly manifestSha256: string; readonly fileCount: number; readonly sizeBytes: number };
  /** `end`: the last entry that was in the backup; null: its log was empty. `replayedCount`: entries behind it that the journal had. */
  'restore.performed': { readonly manifestSha256: string; readonly end: ShardEnd | null; readonly replayedCount: number };
  /** Entries behind `end` may be lost: the journal that should have had them was not there, or ends before, or has a gap. */
  'log.discontinuity': { readonly end: ShardEnd | null; readonly cause: 'journal-missing' | 'journal-behind' | 'journal-gap' };
  /** The journal cannot be written and the log goes on without it; or that is over, and it has caught up. */
  'sink.gap': { readonly isOver: boolean };
  'node.started': { readonly version: string };
  'node.stopped': { readonly version: string };
  heartbeat: Readonly<Record<never, never>>;
  'log.opened': { readonly previous: ShardEnd | null };
  'log.closed': { readonly nextShard: number };
}
