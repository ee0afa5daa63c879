import type { VersionState } from '../../document.ts';
import type { ErrorCode } from '../../errors/error-catalogue.ts';
import type { DocumentId, SourceId } from '../../ids.ts';
import type { Source, SourceEntry, SourceRun, SourceState } from '../../source.ts';

/** A file of a source that is not searchable, and why. */
export interface SourceFailure {
  readonly path: string;
  readonly documentId: DocumentId | null;
  readonly code: ErrorCode;
}

/** Sources, what is known of their files, and when they are looked at. Removed sources are found by no method. */
export interface SourceRepository {
  /** The first run is due at once. @throws CONFLICT when the name is taken. */
  create(source: Source): Promise<void>;
  find(id: SourceId): Promise<SourceState | null>;
  /** By name. */
  list(): Promise<readonly SourceState[]>;
  /** Sources that are not paused and whose next run is due; the one that has waited longest first. */
  listDue(nowMs: number, limit: number): Promise<readonly SourceState[]>;
  update(id: SourceId, change: { readonly isPaused?: boolean; readonly ignore?: readonly string[] }): Promise<boolean>;
  /** The next run is due at once; with `confirmsDeletions`, what is missing then is taken to be gone. */
  requestRun(id: SourceId, options: { readonly nowMs: number; readonly confirmsDeletions: boolean }): Promise<boolean>;
  /** Ends a run: what it came to, and when the next one is due. `identity` null leaves what is known. */
  saveRun(id: SourceId, end: { readonly run: SourceRun; readonly nextRunMs: number; readonly identity: string | null }): Promise<void>;
  /** Forgets the source and its files; its documents stay. */
  remove(id: SourceId, at: string): Promise<boolean>;
  listEntries(id: SourceId): Promise<readonly SourceEntry[]>;
  /** Adds entries, or replaces those of the same path. */
  putEntries(id: SourceId, entries: readonly SourceEntry[]): Promise<void>;
  deleteEntries(id: SourceId, paths: readonly string[]): Promise<void>;
  /** The source that a document is followed from; null: none. */
  findOwner(documentId: DocumentId): Promise<SourceId | null>;
  /** Newest versions of the source's documents, by state. */
  countDocuments(id: SourceId): Promise<Readonly<Partial<Record<VersionState, number>>>>;
  /** Files that were refused, then documents that failed; by path, at most `limit` of each. */
  listFailures(id: SourceId, limit: number): Promise<readonly SourceFailure[]>;
}
