import type { CollectionId, DocumentId, PolicyId, SourceId, UserId } from './ids.ts';
import type { ErrorCode } from './errors/error-catalogue.ts';

/** What documents can be followed from. Buckets, sites and repositories will be further kinds. */
export const sourceKinds = ['folder'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** A place outside Carrel whose files are kept as documents of a collection, and followed as they change. */
export interface Source {
  readonly id: SourceId;
  readonly kind: SourceKind;
  readonly name: string;
  /** For a folder: its absolute path on the machine of the ingest worker. */
  readonly location: string;
  readonly collectionId: CollectionId;
  /** For new documents; null: the default policy of the collection at the time. */
  readonly policyId: PolicyId | null;
  /** Patterns in the language of `.gitignore` for what is left out. */
  readonly ignore: readonly string[];
  readonly isPaused: boolean;
  readonly createdBy: UserId;
  readonly createdAt: string;
}

/** What became of a source's last run. Counts are files. */
export interface SourceRun {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly seen: number;
  readonly added: number;
  readonly changed: number;
  readonly moved: number;
  readonly unchanged: number;
  readonly deleted: number;
  /** Still being written when looked at: a later run takes them. */
  readonly waiting: number;
  /** Links, devices and sockets. What is left out by a pattern is not even counted. */
  readonly skipped: number;
  /** Files that are not taken, those of earlier runs included as long as they lie there unchanged. */
  readonly failed: number;
  /** Known files that were not found and whose documents are kept, because it is not sure that they are gone. */
  readonly held: number;
  readonly warning: ErrorCode | null;
}

/** A source with the state of its work. */
export interface SourceState {
  readonly source: Source;
  readonly lastRun: SourceRun | null;
  /** Unix milliseconds; null while it is paused. */
  readonly nextRunMs: number | null;
  /** What the root was when it was last seen whole; null before. Another mount at its place has another identity. */
  readonly identity: string | null;
  /** Somebody has said that what is missing is really gone. */
  readonly isDeletionConfirmed: boolean;
}

/** What is known of one file of a source. */
export interface SourceEntry {
  readonly path: string;
  /** Changes whenever the content may have changed. */
  readonly stamp: string;
  /** What held the file: tells a vanished mount from a deleted file. */
  readonly volume: string;
  readonly sha256: string | null;
  readonly documentId: DocumentId | null;
  /** Why the file was not taken; null when it was. */
  readonly refusal: ErrorCode | null;
}
