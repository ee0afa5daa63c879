import type { Validity } from '../../validity.ts';
import type { Location } from '../../location.ts';
import type { Policy, SensitivityLabel } from '../../document.ts';
import type { ChunkAddress } from '../chunk-index.ts';
import type { ChunkId, CollectionId, DocumentId, GroupId, PolicyId, UserId, VersionId } from '../../ids.ts';

/** What a grant names. `everyone`: each signed-in user of this Carrel. */
export type GrantPrincipal =
  | { readonly kind: 'user'; readonly userId: UserId }
  | { readonly kind: 'group'; readonly groupId: GroupId }
  | { readonly kind: 'everyone' };

/** `curate` includes `read`: who may change a document can read it. */
export type GrantRight = 'read' | 'curate';

export interface Grant {
  readonly policyId: PolicyId;
  readonly principal: GrantPrincipal;
  readonly right: GrantRight;
  /** UTC ISO 8601; the grant holds from `validFrom` until before `validTo` (null: no end). Ended grants stay, for the past. */
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** A group and what lies in it: people, and other groups whose people count as its own. */
export interface GroupDetail {
  readonly id: GroupId;
  readonly name: string;
  readonly createdAt: string;
  /** Direct members, by name. */
  readonly members: readonly { readonly userId: UserId; readonly name: string; readonly email: string; readonly since: string }[];
  /** Groups inside this one, by name. */
  readonly innerGroups: readonly { readonly id: GroupId; readonly name: string; readonly since: string }[];
  /** Groups that this one is directly inside of, by name. */
  readonly outerGroups: readonly { readonly id: GroupId; readonly name: string; readonly since: string }[];
  /** Everybody whom a grant to this group reaches, by name; `through`: the groups that they are members of themselves. */
  readonly everybody: readonly {
    readonly userId: UserId;
    readonly name: string;
    readonly email: string;
    readonly through: readonly { readonly id: GroupId; readonly name: string }[];
  }[];
}

export interface VisiblePolicies {
  readonly policies: readonly { readonly id: PolicyId; readonly key: number }[];
  /**
   * The keys that rows of visible documents may have in the index: those of the visible policies, and of policies that
   * documents with a visible policy had before. For the filter alone; what may be read is decided by `policies`. Ascending.
   */
  readonly indexKeys: readonly number[];
  /** The keys of the visible policies that are strict: whose tables are searched. Ascending. */
  readonly zoneKeys: readonly number[];
  /** Grows with every change of grants, groups or policies: names the state that a decision was made on. */
  readonly epoch: number;
}

/** A chunk that may be shown, with its text and place. Read in one statement, so all rows are of one moment. */
export interface ReadableChunk extends ChunkAddress {
  readonly chunkId: ChunkId;
  readonly documentId: DocumentId;
  readonly versionId: VersionId;
  readonly collectionId: CollectionId;
  readonly policyId: PolicyId;
  readonly title: string;
  readonly path: string;
  readonly page: number | null;
  readonly location?: Location;
  readonly headings: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly textSha256: string;
  /** Of its version. */
  readonly validity?: Validity;
}

/** For whom, when, and where is read. */
export interface ReadingScope {
  readonly audience: readonly UserId[];
  readonly at: string;
  /** Undefined: every collection. */
  readonly collectionIds?: readonly CollectionId[];
}

/**
 * Who may read what. Denies by default: what no grant allows is not visible, and an empty audience sees nothing.
 * `audience` is a list of users; what is returned is what **every** one of them may read at `at` (UTC ISO 8601).
 */
export interface AccessRepository {
  createPolicy(policy: {
    readonly id: PolicyId;
    readonly name: string;
    readonly label: SensitivityLabel;
    /** Default false. */
    readonly isStrict?: boolean;
    readonly createdAt: string;
  }): Promise<Policy>;
  findPolicy(id: PolicyId): Promise<Policy | null>;
  findPolicyByName(name: string): Promise<Policy | null>;
  /** Those that are not deleted, by name. */
  listPolicies(): Promise<readonly Policy[]>;
  /** Null when there is no such policy. @throws CONFLICT when the name is taken. */
  updatePolicy(
    id: PolicyId,
    change: { readonly name?: string; readonly label?: SensitivityLabel; readonly isStrict?: boolean },
  ): Promise<Policy | null>;
  /** Grows when rows of the index have to go into another table: a policy became strict or ceases to be, or documents went to or from one. */
  zoneEpoch(): Promise<number>;
  /**
   * Deletes a policy that no document and no collection has, and ends its grants, which are returned. What it was stays
   * known for questions about the past. `in-use` changes nothing.
   */
  deletePolicy(
    id: PolicyId,
    at: string,
  ): Promise<{ readonly type: 'deleted'; readonly ended: readonly Grant[] } | { readonly type: 'in-use' }>;
  addGrant(grant: Grant): Promise<void>;
  endGrant(grant: {
    readonly policyId: PolicyId;
    readonly principal: GrantPrincipal;
    readonly right: GrantRight;
    readonly at: string;
  }): Promise<boolean>;
  listGrants(policyId: PolicyId): Promise<readonly Grant[]>;
  createGroup(group: { readonly id: GroupId; readonly name: string; readonly createdAt: string }): Promise<void>;
  listGroups(): Promise<readonly { readonly id: GroupId; readonly name: string; readonly memberCount: number }[]>;
  /** Null when there is none, or it was deleted. */
  findGroup(id: GroupId): Promise<GroupDetail | null>;
  findGroupByName(name: string): Promise<{ readonly id: GroupId; readonly name: string } | null>;
  /** False when there is no such group. @throws CONFLICT when the name is taken. */
  renameGroup(id: GroupId, name: string): Promise<boolean>;
  /** Ends memberships, nestings, and grants to the group; the grants under policies that it ended are returned. */
  deleteGroup(id: GroupId, at: string): Promise<readonly Grant[]>;
  /**
   * Puts one group inside another: whoever is in the inner one counts as in the outer one, to any depth. `cycle`: the
   * outer one is the inner one, or lies inside it, and nothing changes.
   */
  nestGroup(innerId: GroupId, outerId: GroupId, at: string): Promise<'nested' | 'unchanged' | 'cycle'>;
  /** False when the one does not lie directly in the other. */
  unnestGroup(innerId: GroupId, outerId: GroupId, at: string): Promise<boolean>;
  /** The groups that the user is a member of now, by name. */
  listGroupsOf(userId: UserId): Promise<readonly { readonly id: GroupId; readonly name: string }[]>;
  /** False when nothing changed: the user is a member already. */
  addGroupMember(groupId: GroupId, userId: UserId, at: string): Promise<boolean>;
  /** False when the user is no member. */
  removeGroupMember(groupId: GroupId, userId: UserId, at: string): Promise<boolean>;
  visiblePolicies(audience: readonly UserId[], at: string): Promise<VisiblePolicies>;
  /**
   * The check in SQL (gate 2) of many candidates at once: of these generations, those that belong to the active, published
   * version of a document that is not deleted and whose policy is visible to the whole audience. Reads no texts.
   */
  readableGenerations(input: { readonly generations: readonly number[] } & ReadingScope): Promise<ReadonlySet<number>>;
  /** The same check for what is going to be shown, with its text. In the order of the input, without what did not pass. */
  readableChunks(input: { readonly candidates: readonly ChunkAddress[] } & ReadingScope): Promise<readonly ReadableChunk[]>;
  /** Of these documents, those that the whole audience may read now (gate 3). Deleted ones are not readable. */
  readableDocuments(documentIds: readonly DocumentId[], audience: readonly UserId[], at: string): Promise<ReadonlySet<DocumentId>>;
}
