import type { Repositories } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';
import { createAccessRepository } from './access-repository.ts';
import { createAnswerRepository } from './answer-repository.ts';
import { createAuditRepository } from './audit-repository.ts';
import { createAuditTreeRepository } from './audit-tree-repository.ts';
import { createChunkRepository } from './chunk-repository.ts';
import { createCollectionRepository } from './collection-repository.ts';
import { createDocumentRepository } from './document-repository.ts';
import { createEmbeddingCacheRepository } from './embedding-cache-repository.ts';
import { createEmbeddingIndexRepository } from './embedding-index-repository.ts';
import { createIdempotencyRepository } from './idempotency-repository.ts';
import { createIdentityRepository } from './identity-repository.ts';
import { createIndexCareRepository } from './index-care-repository.ts';
import { createIndexRequestRepository } from './index-request-repository.ts';
import { createLeaseRepository } from './lease-repository.ts';
import { createLoadRepository } from './load-repository.ts';
import { createMailRepository } from './mail-repository.ts';
import { createPasskeyRepository } from './passkey-repository.ts';
import { createRetentionRepository } from './retention-repository.ts';
import { createScimRepository } from './scim-repository.ts';
import { createRightsRepository } from './rights-repository.ts';
import { createSessionRepository } from './session-repository.ts';
import { createSettingRepository } from './setting-repository.ts';
import { createSignOnRepository } from './sign-on-repository.ts';
import { createSourceRepository } from './source-repository.ts';
import { createUsageRepository } from './usage-repository.ts';
import { createVersionRepository } from './version-repository.ts';

export function createRepositories(context: SqlContext): Repositories {
  return {
    access: createAccessRepository(context),
    answers: createAnswerRepository(context),
    audit: createAuditRepository(context),
    auditTree: createAuditTreeRepository(context),
    chunks: createChunkRepository(context),
    collections: createCollectionRepository(context),
    documents: createDocumentRepository(context),
    embeddingCache: createEmbeddingCacheRepository(context),
    embeddingIndexes: createEmbeddingIndexRepository(context),
    idempotency: createIdempotencyRepository(context),
    identity: createIdentityRepository(context),
    indexCare: createIndexCareRepository(context),
    indexRequests: createIndexRequestRepository(context),
    leases: createLeaseRepository(context),
    load: createLoadRepository(context),
    mail: createMailRepository(context),
    passkeys: createPasskeyRepository(context),
    retention: createRetentionRepository(context),
    scim: createScimRepository(context),
    rights: createRightsRepository(context),
    sessions: createSessionRepository(context),
    settings: createSettingRepository(context),
    signOn: createSignOnRepository(context),
    sources: createSourceRepository(context),
    usage: createUsageRepository(context),
    versions: createVersionRepository(context),
  };
}
