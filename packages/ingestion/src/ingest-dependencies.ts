import type {
  BlobStore,
  Clock,
  Document,
  DocumentVersion,
  EmbeddingModel,
  FailureReason,
  IndexRow,
  MediaType,
  ParsedDocument,
  RecordStore,
  Repositories,
  VersionId,
} from '@carrel/core';

/** Turns a stored file into text. Runs in a process of its own; fails with a failure code. */
export interface DocumentParser {
  parse(file: {
    readonly filePath: string;
    readonly fileName: string;
    readonly mediaType: MediaType;
    readonly signal: AbortSignal;
  }): Promise<ParsedDocument>;
}

/** Takes the rows of many versions and writes them together. */
export interface IndexAppender {
  /** The rows are durable when it resolves. @throws INDEX_FAILED, DISK_FULL and what else keeps them from the disk. */
  append(rows: readonly IndexRow[]): Promise<AppendReceipt>;
}

/**
 * That rows are on the disk is true for as long as who wrote them is the index's one writer: the next one removes what SQL
 * does not know of. So the receipt is shown in the transaction that publishes.
 */
export interface AppendReceipt {
  /** @throws INDEX_FAILED when the rows may be gone. */
  redeem(repositories: Pick<Repositories, 'leases' | 'indexRequests'>): Promise<void>;
}

/** Writes what happened into the audit log, in the transaction of the change itself. */
export interface IngestRecord {
  /** `version` is as it was published. */
  published(
    repositories: Repositories,
    subject: { readonly document: Document; readonly version: DocumentVersion; readonly previousVersionId: VersionId | null },
  ): Promise<void>;
  failed(
    repositories: Repositories,
    subject: { readonly document: Document; readonly version: DocumentVersion; readonly reason: FailureReason },
  ): Promise<void>;
}

export interface IngestDependencies {
  readonly store: RecordStore;
  readonly blobs: BlobStore;
  readonly parser: DocumentParser;
  readonly appender: IndexAppender;
  readonly record: IngestRecord;
  readonly clock: Clock;
}

/** What the index is built with while this version is ingested; null: by text alone. */
export type EmbeddingInUse = EmbeddingModel | null;
