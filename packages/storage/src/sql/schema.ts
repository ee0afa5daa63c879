import type {
  AnswerDecision,
  AnswerId,
  AnswerState,
  ApiKeyId,
  AuditEventId,
  ChunkId,
  CollectionId,
  ConversationId,
  DocumentId,
  ErrorCode,
  FailureCode,
  GrantRight,
  GroupId,
  MediaType,
  PolicyId,
  Role,
  SearchLanguage,
  SensitivityLabel,
  Sha256,
  UserId,
  ScimKind,
  UserKind,
  VersionId,
  VersionState,
} from '@carrel/core';
import type { Generated } from 'kysely';
import type {
  AuditCheckpointTable,
  AuditContextTable,
  AuditEventTable,
  AuditTileTable,
  ContentHoldTable,
  ErasureRequestTable,
} from './audit-tables.ts';
import type { EmbeddingIndexTable, IndexRunTable } from './index-tables.ts';
import type { MailDeliveryTable } from './mail-tables.ts';
import type { SlackEventTable, SlackLinkRequestTable, SlackLinkTable } from './slack-tables.ts';
import type { SourceEntryTable, SourceTable } from './source-tables.ts';

export type DialectName = 'sqlite' | 'postgres';

/**
 * The tables, as both dialects hold them: times are UTC ISO 8601 text, yes and no are 1 and 0, JSON is text.
 * The tables of better-auth (`user`, `session`, `account`, `verification`, `twoFactor`) have its own names and types: there a
 * time is text in SQLite and `timestamptz` in PostgreSQL, and a boolean is an integer or a `boolean`.
 */
export interface Schema {
  user: UserTable;
  session: SessionTable;
  account: AccountTable;
  verification: VerificationTable;
  twoFactor: TwoFactorTable;
  role_grant: { user_id: UserId; role: Role; valid_from: string; valid_to: string | null };
  api_key: ApiKeyTable;
  sign_in_link: { token_sha256: string; user_id: UserId; expires_at: string };
  mail_delivery: MailDeliveryTable;
  sign_on_flow: SignOnFlowTable;
  passkey: PasskeyTable;
  scim_resource: ScimResourceTable;
  passkey_challenge: { challenge_sha256: string; browser_sha256: string; user_id: UserId | null; expires_at: string };
  slack_link: SlackLinkTable;
  slack_link_request: SlackLinkRequestTable;
  slack_event: SlackEventTable;
  slack_thread: { user_id: UserId; thread: string; conversation_id: ConversationId };
  slack_bot: { id: number; state: string | null; seen_at: string | null; test_requested_at: string | null };
  data_owner: { id: number; user_id: UserId };
  policy: PolicyTable;
  policy_grant: PolicyGrantTable;
  user_group: GroupTable;
  group_member: { group_id: GroupId; user_id: UserId; valid_from: string; valid_to: string | null };
  group_nesting: { group_id: GroupId; outer_id: GroupId; valid_from: string; valid_to: string | null };
  /** Each group is its own ancestor; a group inside others has a row for each of them, to any depth. */
  group_closure: { group_id: GroupId; ancestor_id: GroupId; valid_from: string; valid_to: string | null };
  user_inactivity: { user_id: UserId; valid_from: string; valid_to: string | null };
  /** The policies that a document had before the one of now. */
  document_policy_history: { document_id: DocumentId; policy_id: PolicyId; valid_from: string; valid_to: string; change: number };
  policy_move: { from_id: PolicyId; to_id: PolicyId };
  collection_move: { from_id: CollectionId; to_id: CollectionId };
  collection_curator: CollectionCuratorTable;
  collection: CollectionTable;
  document: DocumentTable;
  document_version: DocumentVersionTable;
  source: SourceTable;
  source_entry: SourceEntryTable;
  chunk: ChunkTable;
  embedding_model: { id: Generated<number>; model_id: string };
  embedding_cache: { model: number; text_sha256: string; vector: Uint8Array };
  conversation: ConversationTable;
  answer: AnswerTable;
  setting: { name: string; version: number; value: string; created_at: string };
  idempotency: { user_id: UserId; key: string; result: string; expires_at: string };
  lease: { name: string; owner: string; epoch: number; until_ms: number };
  counter: { name: string; value: number };
  index_run: IndexRunTable;
  embedding_index: EmbeddingIndexTable;
  stale_generation: { generation: number };
  load_signal: { name: string; value: number; baseline: number; at_ms: number };
  index_request: { version_id: VersionId; generation: number; language: SearchLanguage | null; outcome: 'written' | ErrorCode | null };
  audit_pending: { position: Generated<number>; id: AuditEventId; draft: string; created_at: string };
  audit_event: AuditEventTable;
  audit_ctx: AuditContextTable;
  audit_tile: AuditTileTable;
  audit_checkpoint: AuditCheckpointTable;
  content_hold: ContentHoldTable;
  erasure_request: ErasureRequestTable;
  blob_removal: { sha256: Sha256 };
  audit_cosignature: { shard: number; size: number; witness: string; line: string; created_at: string };
  audit_log_key: { shard: number; verifier_key: string };
  audit_sealed: { event_id: AuditEventId; field: string; ciphertext: Uint8Array; dek_id: string };
  audit_dek: { dek_id: string; kind: 'subject' | 'document'; owner_ref: string; wrapped: Uint8Array };
  audit_subject: { user_id: UserId; ref: string };
  schema_version: { version: number; name: string; applied_at: string };
}

export interface UserTable {
  id: UserId;
  name: string;
  email: string;
  emailVerified: boolean | number;
  image: string | null;
  createdAt: string | Date;
  updatedAt: string | Date;
  /** Ours, as is the next; better-auth never writes them. */
  isActive: Generated<number>;
  kind: Generated<UserKind>;
  /** Whether a second factor is asked for. Null: never set up. */
  twoFactorEnabled: Generated<boolean | number | null>;
  /** Ours: UTC ISO 8601 text in both dialects. Null: never, or before this was kept. */
  lastSignInAt: Generated<string | null>;
}

/** A deleted policy or group stays for the past; its `name` is its id then. */
export interface PolicyTable {
  id: PolicyId;
  key: number;
  name: string;
  label: SensitivityLabel;
  is_strict: Generated<number>;
  created_at: string;
  deleted_name: Generated<string | null>;
  deleted_at: Generated<string | null>;
}

export interface GroupTable {
  id: GroupId;
  name: string;
  created_at: string;
  deleted_name: Generated<string | null>;
  deleted_at: Generated<string | null>;
}

export interface CollectionCuratorTable {
  collection_id: CollectionId;
  principal_kind: PolicyGrantTable['principal_kind'];
  principal_id: string;
  valid_from: string;
  valid_to: string | null;
}

export interface SessionTable {
  id: string;
  expiresAt: string | Date;
  token: string;
  createdAt: string | Date;
  updatedAt: string | Date;
  ipAddress: string | null;
  userAgent: string | null;
  userId: UserId;
  /** Null: a password; sessions of before this was kept. */
  method: string | null;
  confirmedAt: string | Date | null;
  isMultiFactor: boolean | number | null;
}

export interface AccountTable {
  id: string;
  accountId: string;
  providerId: string;
  userId: UserId;
  accessToken: string | null;
  refreshToken: string | null;
  idToken: string | null;
  accessTokenExpiresAt: string | Date | null;
  refreshTokenExpiresAt: string | Date | null;
  scope: string | null;
  password: string | null;
  createdAt: string | Date;
  updatedAt: string | Date;
}

/** Written by better-auth alone; secret and recovery codes are encrypted. */
export interface TwoFactorTable {
  id: string;
  secret: string;
  backupCodes: string;
  userId: UserId;
  verified: boolean | number | null;
  failedVerificationCount: number | null;
  lockedUntil: string | Date | null;
}

export interface VerificationTable {
  id: string;
  identifier: string;
  value: string;
  expiresAt: string | Date;
  createdAt: string | Date;
  updatedAt: string | Date;
}

export interface SignOnFlowTable {
  state_sha256: string;
  browser_sha256: string;
  provider: string;
  nonce: string;
  code_verifier: string;
  next_path: string;
  link_user_id: UserId | null;
  expires_at: string;
}

export interface ScimResourceTable {
  kind: ScimKind;
  local_id: string;
  provider_id: UserId;
  external_id: string | null;
  user_name: string | null;
  /** In lower case. */
  user_name_key: string | null;
  given_name: string | null;
  family_name: string | null;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
}

export interface PasskeyTable {
  id: string;
  user_id: UserId;
  name: string;
  public_key: string;
  counter: number;
  transports: string;
  created_at: string;
  last_used_at: string | null;
}

export interface ApiKeyTable {
  id: ApiKeyId;
  owner_id: UserId;
  name: string;
  prefix: string;
  key_sha256: string;
  scopes: string;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
}

export interface PolicyGrantTable {
  policy_id: PolicyId;
  principal_kind: 'user' | 'group' | 'everyone';
  /** The id of the user or group; empty for `everyone`. */
  principal_id: string;
  access_right: GrantRight;
  valid_from: string;
  valid_to: string | null;
}

export interface CollectionTable {
  id: CollectionId;
  key: number;
  name: string;
  description: string;
  default_policy_id: PolicyId;
  created_at: string;
  /** A deleted collection keeps its row for the deleted documents that name it. */
  deleted_at: string | null;
}

export interface DocumentTable {
  id: DocumentId;
  collection_id: CollectionId;
  policy_id: PolicyId;
  path: string;
  title: string;
  /** Title and path in lower case, for finding parts of them in any script. */
  search_text: string;
  active_version_id: VersionId | null;
  newest_version_id: VersionId | null;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  /** Set by triggers at each change of the row or of a version; grows in the order of commits. */
  change_seq: Generated<number>;
}

export interface DocumentVersionTable {
  id: VersionId;
  document_id: DocumentId;
  /** 1, 2, 3… within the document. */
  number: number;
  blob_sha256: Sha256;
  size_bytes: number;
  media_type: MediaType;
  file_name: string;
  state: VersionState;
  reason_code: FailureCode | null;
  reason_is_retryable: number | null;
  attempt: number;
  parsed_blob_sha256: Sha256 | null;
  page_count: number | null;
  chunk_count: number | null;
  char_count: number | null;
  /** JSON of `Validity`. */
  validity: string | null;
  generation: number | null;
  created_at: string;
  published_at: string | null;
  lease_owner: string | null;
  lease_epoch: number;
  lease_until_ms: number;
  not_before_ms: number;
  queue_flow: string;
  /** Work is done in this order; then the oldest first. */
  queue_order: number;
  queue_start: number;
  queue_finish: number;
  progress_stage: VersionState | null;
  progress_done: number | null;
  progress_total: number | null;
}

export interface ChunkTable {
  id: ChunkId;
  version_id: VersionId;
  ordinal: number;
  start_offset: number;
  end_offset: number;
  text: string;
  text_sha256: Sha256;
  /** JSON array of strings. */
  headings: string;
  page: number | null;
  context: string;
  /** JSON of `Location`; null in formats that have neither slides nor rows. */
  location: string | null;
}

export interface ConversationTable {
  id: ConversationId;
  owner_id: UserId;
  title: string;
  /** The title in lower case. */
  search_text: string;
  is_pinned: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
}

export interface AnswerTable {
  id: AnswerId;
  conversation_id: ConversationId;
  owner_id: UserId;
  question: string;
  state: AnswerState;
  decision: AnswerDecision | null;
  text: string | null;
  /** JSON, as are the next four. */
  citations: string | null;
  model: string | null;
  timings: string | null;
  provenance: string | null;
  passages: string;
  intent_event_id: AuditEventId;
  terminal_event_id: AuditEventId | null;
  created_at: string;
  closed_at: string | null;
  lease_until_ms: number;
  feedback_rating: 'helpful' | 'not-helpful' | null;
  feedback_reason: string | null;
  feedback_at: string | null;
  shared_at: string | null;
}
