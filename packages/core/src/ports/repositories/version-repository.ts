import type { DocumentVersion, FailureReason, MediaType, VersionState } from '../../document.ts';
import type { QueueLane, QueuePlace, QueueState } from '../../fair-queue.ts';
import type { DocumentId, Sha256, VersionId } from '../../ids.ts';
import type { Validity } from '../../validity.ts';
import type { IngestProgress } from './document-repository.ts';

/** A claim on a version. `epoch` fences: a write with an older epoch changes nothing. */
export interface VersionLease {
  readonly version: DocumentVersion;
  readonly owner: string;
  readonly epoch: number;
  readonly untilMs: number;
  /** Its place in the order of work: smaller goes first. */
  readonly queueOrder: number;
}

export interface VersionStep {
  readonly versionId: VersionId;
  readonly epoch: number;
  readonly from: VersionState;
  readonly to: VersionState;
  /** What the step found out; only these columns change. */
  readonly result?: {
    readonly parsedBlobSha256?: Sha256;
    readonly pageCount?: number | null;
    readonly charCount?: number;
    readonly chunkCount?: number;
    readonly validity?: Validity | null;
    readonly generation?: number;
    readonly publishedAt?: string;
    readonly reason?: FailureReason;
  };
}

/**
 * Versions, their states and the leases on them. The lease is the truth about who works: a worker claims, renews, and
 * advances with its epoch; whatever has no live lease can be claimed by anyone.
 */
export interface VersionRepository {
  create(version: {
    readonly id: VersionId;
    readonly documentId: DocumentId;
    readonly blobSha256: Sha256;
    readonly sizeBytes: number;
    readonly mediaType: MediaType;
    readonly fileName: string;
    readonly state: VersionState;
    readonly createdAt: string;
    /** Undefined: before all that has a place. */
    readonly queue?: QueuePlace;
  }): Promise<void>;
  /** What a place in the queue is made from. Read outside the transaction that accepts: it need not be the newest. */
  queueState(flow: string): Promise<QueueState>;
  find(id: VersionId): Promise<DocumentVersion | null>;
  listForDocument(documentId: DocumentId): Promise<readonly DocumentVersion[]>;
  /** Non-terminal versions with no live lease whose time for the next attempt has come, in the order of the queue. */
  listClaimable(nowMs: number, limit: number): Promise<readonly VersionId[]>;
  /** Bytes of all files that wait or are being worked on. */
  openBytes(): Promise<number>;
  /** What must be known of versions before they are begun; those that are not there are left out. In no order. */
  describeWork(
    ids: readonly VersionId[],
  ): Promise<readonly { readonly id: VersionId; readonly sizeBytes: number; readonly lane: QueueLane }[]>;
  /** Takes the lease, raises the epoch, counts an attempt and puts the state back to `stored`. Null when somebody else has it. */
  claim(id: VersionId, owner: string, nowMs: number, leaseMs: number): Promise<VersionLease | null>;
  /** False when the lease was lost: the worker must stop. */
  renew(id: VersionId, epoch: number, untilMs: number): Promise<boolean>;
  /** `UPDATE … WHERE state = from AND lease_epoch = epoch`. False when it hit no row: the worker must stop. A terminal `to` ends the lease. */
  advance(step: VersionStep): Promise<boolean>;
  /** Ends the lease and puts the version back for another attempt not before `notBeforeMs`. */
  release(id: VersionId, epoch: number, notBeforeMs: number): Promise<boolean>;
  /** From `failed` back to `stored` with no attempts counted. False when it is not failed. */
  retry(id: VersionId): Promise<boolean>;
  /**
   * From any state of work to `failed` with the reason CANCELLED; whoever works on it finds that the lease is gone. False when
   * nothing was being done or waiting.
   */
  cancel(id: VersionId): Promise<boolean>;
  /** Versions that this owner holds leases on, whether or not their time is over. */
  listHeld(owner: string): Promise<ReadonlySet<VersionId>>;
  setProgress(id: VersionId, epoch: number, progress: IngestProgress): Promise<void>;
  /** A generation number that no other attempt has. */
  nextGeneration(): Promise<number>;
  /** What the index should hold, by generation, for every active version of a document that is not deleted. */
  activeGenerations(): Promise<ReadonlyMap<number, ActiveGeneration>>;
}

export interface ActiveGeneration {
  readonly versionId: VersionId;
  readonly chunkCount: number;
  /** The key of the strict policy in whose own table the rows belong; null: the shared table. */
  readonly zoneKey: number | null;
  /** Under which of these the rows may lie: that of the policy, and those of policies from which documents came to it. */
  readonly policyKeys: ReadonlySet<number>;
  /** Likewise of the collection. */
  readonly collectionKeys: ReadonlySet<number>;
}
