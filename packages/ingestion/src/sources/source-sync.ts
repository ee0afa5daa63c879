import type { AuditActor, AuditTrail } from '@carrel/audit';
import type { BlobStore, Clock, IdSource, MediaType, RecordStore, SourceReader, SourceState, VersionId } from '@carrel/core';
import type { FailureCode } from '@carrel/core';

/** Says what a file is by its first bytes and its name. */
export type DetectSourceType = (
  firstBytes: Uint8Array,
  fileName: string,
) => { readonly outcome: 'supported'; readonly mediaType: MediaType } | { readonly outcome: 'refused'; readonly code: FailureCode };

export interface SyncDependencies {
  readonly store: RecordStore;
  readonly blobs: BlobStore;
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly detectMediaType: DetectSourceType;
  /** Called after the commit with versions that can be worked on. */
  readonly announce: (versionIds: readonly VersionId[]) => Promise<void>;
  readonly maxSizeBytes: number;
  /** No more files are read while files of so many bytes wait to be worked on: they would only fill the disk. */
  readonly maxBacklogBytes: number;
}

/** One run over one source. */
export interface SyncInput {
  readonly state: SourceState;
  readonly reader: SourceReader;
  /** Carrel itself, with the id of the run. */
  readonly actor: AuditActor;
  readonly signal: AbortSignal;
  /** Asked before each batch: false when the source was paused or removed, or another process runs it now. */
  readonly mayGoOn: () => Promise<boolean>;
}
