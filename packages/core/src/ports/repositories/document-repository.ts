import type { Document, DocumentVersion, MediaType, VersionState } from '../../document.ts';
import type { FailureCode } from '../../errors/failure-codes.ts';
import type { CollectionId, DocumentId, PolicyId, UserId, VersionId } from '../../ids.ts';
import type { Page, PageRequest } from '../record-store.ts';

/** A row of a document list: the document with its newest version. */
export interface DocumentWithVersion {
  readonly document: Document;
  readonly newestVersion: DocumentVersion;
  readonly collectionName: string;
  readonly policyName: string;
  readonly progress: IngestProgress | null;
}

/** How far the work on a version is; null when nothing is being done. */
export interface IngestProgress {
  readonly stage: VersionState;
  readonly done: number;
  readonly total: number;
}

export interface DocumentFilter {
  readonly collectionIds?: readonly CollectionId[];
  readonly states?: readonly VersionState[];
  /** Why the newest version failed. */
  readonly reasons?: readonly FailureCode[];
  /** Part of title or path, without regard to case. */
  readonly text?: string;
}

/** What a list of results is narrowed and sorted by. */
export interface DocumentFacts {
  readonly documentId: DocumentId;
  readonly collectionId: CollectionId;
  readonly collectionName: string;
  /** Of the version that is served. */
  readonly mediaType: MediaType;
  readonly changedAt: string;
}

/** What a document is about, as its own words say. */
export interface DocumentOutline {
  readonly documentId: DocumentId;
  readonly title: string;
  readonly collectionId: CollectionId;
  readonly collectionName: string;
  /** Of the version that is served. */
  readonly mediaType: MediaType;
  /** Headings above its first pieces, outermost first; the same ones follow each other. */
  readonly headings: readonly (readonly string[])[];
}

export interface DocumentRepository {
  /** @throws CONFLICT when the collection has a document of this policy at this path. */
  create(document: {
    readonly id: DocumentId;
    readonly collectionId: CollectionId;
    readonly policyId: PolicyId;
    readonly path: string;
    readonly title: string;
    readonly createdAt: string;
  }): Promise<void>;
  /** Deleted documents are not found by any method. */
  find(id: DocumentId): Promise<Document | null>;
  /** The oldest one there. For Carrel itself: documents of several policies may lie at one place, and a person may see none of them. */
  findByPath(collectionId: CollectionId, path: string): Promise<Document | null>;
  /** The documents at a place that the audience may read, the oldest first; of each policy there is one at most. */
  listReadableAt(
    place: { readonly collectionId: CollectionId; readonly path: string },
    audience: readonly UserId[],
    at: string,
  ): Promise<readonly Document[]>;
  /** Null when it does not exist or the audience may not read it: the two cannot be told apart. */
  findReadable(id: DocumentId, audience: readonly UserId[], at: string): Promise<DocumentWithVersion | null>;
  /** Newest change first. `page.offset`: so many documents are left out, from the cursor or the beginning. */
  listReadable(
    filter: DocumentFilter,
    page: PageRequest & { readonly offset?: number },
    audience: readonly UserId[],
    at: string,
  ): Promise<Page<DocumentWithVersion>>;
  /** Of documents that are served, newest change first; `limit` of them at most. */
  listOutlines(
    filter: Pick<DocumentFilter, 'collectionIds'>,
    limit: number,
    audience: readonly UserId[],
    at: string,
  ): Promise<readonly DocumentOutline[]>;
  countByState(filter: DocumentFilter, audience: readonly UserId[], at: string): Promise<Readonly<Partial<Record<VersionState, number>>>>;
  /** Of those that are served now, in no order. No rights are checked: the caller has done that for these ids. */
  factsOf(ids: readonly DocumentId[]): Promise<readonly DocumentFacts[]>;
  setTitle(id: DocumentId, title: string): Promise<void>;
  /**
   * Gives the document another policy, effective with the commit; which one it had until then stays known. Its rows in the
   * index keep the key of the old one: see `VisiblePolicies.indexKeys`. False when it has this policy already.
   */
  setPolicy(id: DocumentId, policyId: PolicyId, at: string): Promise<boolean>;
  /**
   * Puts the document at another place, effective with the commit. Its rows in the index keep the key of the collection that
   * they were written for: see `CollectionRepository.indexKeys`. False when it lies there already or is deleted.
   * @throws CONFLICT when another document of its policy lies there, or the collection is gone.
   */
  move(id: DocumentId, place: { readonly collectionId: CollectionId; readonly path: string }, at: string): Promise<boolean>;
  /** Documents of the collection that have the policy, at most `limit`, in no order. */
  listWithPolicy(collectionId: CollectionId, policyId: PolicyId, limit: number): Promise<readonly DocumentId[]>;
  /** Publishes: from the commit on, the version and its generation are what is served. The only way a version becomes visible. */
  activateVersion(id: DocumentId, versionId: VersionId, at: string): Promise<void>;
  /** Marks deleted; effective with the commit. Gives the generations whose index rows can be collected. */
  markDeleted(id: DocumentId, at: string): Promise<readonly number[]>;
  /** Documents whose row or newest version changed after `cursor` (0 at first), oldest change first; for progress streams. */
  changesAfter(
    cursor: number,
    limit: number,
    audience: readonly UserId[],
    at: string,
  ): Promise<{ readonly cursor: number; readonly changed: readonly DocumentWithVersion[]; readonly deletedIds: readonly DocumentId[] }>;
  currentChangeCursor(): Promise<number>;
}
