import type { AccessRepository } from './repositories/access-repository.ts';
import type { AnswerRepository } from './repositories/answer-repository.ts';
import type { AuditRepository } from './repositories/audit-repository.ts';
import type { AuditTreeRepository } from './repositories/audit-tree-repository.ts';
import type { ChunkRepository } from './repositories/chunk-repository.ts';
import type { CollectionRepository } from './repositories/collection-repository.ts';
import type { DocumentRepository } from './repositories/document-repository.ts';
import type { EmbeddingCacheRepository } from './repositories/embedding-cache-repository.ts';
import type { IdempotencyRepository } from './repositories/idempotency-repository.ts';
import type { EmbeddingIndexRepository } from './repositories/embedding-index-repository.ts';
import type { IdentityRepository } from './repositories/identity-repository.ts';
import type { IndexCareRepository } from './repositories/index-care-repository.ts';
import type { IndexRequestRepository } from './repositories/index-request-repository.ts';
import type { LoadRepository } from './repositories/load-repository.ts';
import type { MailRepository } from './repositories/mail-repository.ts';
import type { PasskeyRepository } from './repositories/passkey-repository.ts';
import type { RetentionRepository } from './repositories/retention-repository.ts';
import type { ScimRepository } from './repositories/scim-repository.ts';
import type { RightsRepository } from './repositories/rights-repository.ts';
import type { SessionRepository } from './repositories/session-repository.ts';
import type { SignOnRepository } from './repositories/sign-on-repository.ts';
import type { SettingRepository } from './repositories/setting-repository.ts';
import type { SourceRepository } from './repositories/source-repository.ts';
import type { UsageRepository } from './repositories/usage-repository.ts';
import type { VersionRepository } from './repositories/version-repository.ts';
import type { LeaseRepository } from './repositories/lease-repository.ts';

/** All that SQL holds, by concern. Every method is one short statement or a few; none waits for anything but SQL. */
export interface Repositories {
  readonly access: AccessRepository;
  readonly answers: AnswerRepository;
  readonly audit: AuditRepository;
  readonly auditTree: AuditTreeRepository;
  readonly chunks: ChunkRepository;
  readonly collections: CollectionRepository;
  readonly documents: DocumentRepository;
  readonly embeddingCache: EmbeddingCacheRepository;
  readonly embeddingIndexes: EmbeddingIndexRepository;
  readonly idempotency: IdempotencyRepository;
  readonly identity: IdentityRepository;
  readonly indexCare: IndexCareRepository;
  readonly indexRequests: IndexRequestRepository;
  readonly leases: LeaseRepository;
  readonly load: LoadRepository;
  readonly mail: MailRepository;
  readonly passkeys: PasskeyRepository;
  readonly retention: RetentionRepository;
  readonly scim: ScimRepository;
  readonly rights: RightsRepository;
  readonly sessions: SessionRepository;
  readonly settings: SettingRepository;
  readonly signOn: SignOnRepository;
  readonly sources: SourceRepository;
  readonly usage: UsageRepository;
  readonly versions: VersionRepository;
}

/**
 * The record: what is true in Carrel is what was committed here.
 *
 * `read` works outside a transaction, each call on the newest committed state. In `transaction` all writes are committed
 * together, durably (SQLite `synchronous=FULL`), or none; the function must not wait for anything but SQL, and may run
 * again after a serialization conflict, so it has no other effects.
 * @throws DATABASE_UNAVAILABLE, DISK_FULL.
 */
export interface RecordStore {
  readonly read: Repositories;
  transaction<Result>(work: (repositories: Repositories) => Promise<Result>): Promise<Result>;
  /** Sees to it that what was deleted is not left in files of the database, as far as it is its files that keep it. */
  forgetDeleted(): Promise<void>;
  close(): Promise<void>;
}

/** A page of a list. `nextCursor` is null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}
