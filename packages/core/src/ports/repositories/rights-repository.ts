import type { Policy } from '../../document.ts';
import type { CollectionId, DocumentId, GroupId, PolicyId, UserId } from '../../ids.ts';
import type { Page, PageRequest } from '../record-store.ts';
import type { GrantPrincipal, GrantRight } from './access-repository.ts';

/** One way by which a person may read under a policy. */
export interface ReadingReason {
  readonly right: GrantRight;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Whom the grant names. */
  readonly principal: GrantPrincipal;
  /** For a grant to a group: from the group that the person is in, outwards to the group that the grant names. */
  readonly groups: readonly { readonly id: GroupId; readonly name: string }[];
}

export interface Reader {
  readonly userId: UserId;
  readonly name: string;
  readonly email: string;
  readonly reasons: readonly ReadingReason[];
}

export interface Reading {
  readonly policy: Policy;
  /** Documents that had this policy at the moment that was asked about. */
  readonly documentCount: number;
  readonly reasons: readonly ReadingReason[];
}

export interface Curator {
  readonly collectionId: CollectionId;
  readonly principal: GrantPrincipal;
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** What a group may do under a policy: by a grant to itself, and by one to everyone or to a group that it lies in. */
export interface MatrixCell {
  readonly policyId: PolicyId;
  readonly groupId: GroupId;
  /** Null: no grant names the group itself. */
  readonly direct: GrantRight | null;
  /** When the grant to the group itself ends; null: it does not, or there is none. */
  readonly directUntil: string | null;
  /** The strongest right that comes from elsewhere. */
  readonly inherited: { readonly right: GrantRight; readonly from: 'everyone' | GroupId } | null;
}

/** Collections with their default policies, against groups. Cells in which there is nothing are left out. */
export interface AccessMatrix {
  readonly collections: readonly { readonly id: CollectionId; readonly name: string; readonly policy: Policy }[];
  readonly groups: readonly { readonly id: GroupId; readonly name: string }[];
  readonly cells: readonly MatrixCell[];
}

/**
 * Why somebody may read what, at any moment of the past, and who curates. It answers from the same rule as
 * `AccessRepository.visiblePolicies`, and a property of the contract suite holds the two against each other.
 */
export interface RightsRepository {
  /** The policy that a document had at `at`. Null when there was no such document then, deleted ones included. */
  policyOfDocument(id: DocumentId, at: string): Promise<{ readonly policy: Policy; readonly collectionId: CollectionId } | null>;
  /** Who may read under the policy at `at`, by name, each with every way by which they may. */
  readersOf(policyId: PolicyId, page: PageRequest, at: string): Promise<Page<Reader>>;
  /** What the user may read at `at`, by name of the policy; empty for somebody who was not active then. */
  readingsOf(userId: UserId, at: string): Promise<readonly Reading[]>;
  /** Collections against groups at `at`, both by name. */
  readMatrix(at: string): Promise<AccessMatrix>;
  /** False when they are one already. */
  addCurator(curator: Curator): Promise<boolean>;
  /** False when they are none. */
  endCurator(curator: { readonly collectionId: CollectionId; readonly principal: GrantPrincipal; readonly at: string }): Promise<boolean>;
  /** Those of now and of the past, oldest first. */
  listCurators(collectionId: CollectionId): Promise<readonly Curator[]>;
  /**
   * Whether a grant lets the user change documents of the collection under the policy: one to curate the collection, or
   * one to curate the policy. Says nothing about reading or about roles.
   */
  mayCurate(userId: UserId, place: { readonly collectionId: CollectionId; readonly policyId: PolicyId }, at: string): Promise<boolean>;
}
