import type { Collection } from '../../document.ts';
import type { CollectionId, PolicyId, UserId } from '../../ids.ts';

export interface CollectionSummary extends Collection {
  /** Documents in it that the audience may read. */
  readonly documentCount: number;
}

export interface CollectionRepository {
  /** @throws CONFLICT when a collection of the same default policy has the name. */
  create(collection: {
    readonly id: CollectionId;
    readonly name: string;
    readonly description: string;
    readonly defaultPolicyId: PolicyId;
    readonly createdAt: string;
  }): Promise<Collection>;
  find(id: CollectionId): Promise<Collection | null>;
  /** The keys under which the index may hold what lies in these collections now; what was moved keeps the key of its old place. */
  indexKeys(ids: readonly CollectionId[]): Promise<readonly number[]>;
  /** The oldest one of the name. For Carrel itself: collections of several policies may have one name. */
  findByName(name: string): Promise<Collection | null>;
  /** Collections whose default policy, or one of whose documents, is visible to the whole audience. By name. */
  listVisible(audience: readonly UserId[], at: string): Promise<readonly CollectionSummary[]>;
  /** @throws CONFLICT when a collection of the same default policy has the name. */
  update(
    id: CollectionId,
    change: { readonly name?: string; readonly description?: string; readonly defaultPolicyId?: PolicyId },
  ): Promise<Collection | null>;
  /** False when it still holds documents, or a source puts documents into it. */
  delete(id: CollectionId): Promise<boolean>;
}
