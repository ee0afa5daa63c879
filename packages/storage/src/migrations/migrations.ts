import { identityMigration } from './0001-identity.ts';
import { accessMigration } from './0002-access.ts';
import { documentsMigration } from './0003-documents.ts';
import { chunksMigration } from './0004-chunks.ts';
import { answersMigration } from './0005-answers.ts';
import { auditMigration } from './0006-audit.ts';
import { idempotencyMigration } from './0007-idempotency.ts';
import { rightsMigration } from './0008-rights.ts';
import { chunkLocationsMigration } from './0009-chunk-locations.ts';
import { auditTreeMigration } from './0010-audit-tree.ts';
import { sessionsMigration } from './0011-sessions.ts';
import { secondFactorMigration } from './0012-second-factor.ts';
import { signOnMigration } from './0013-sign-on.ts';
import { strictZonesMigration } from './0014-strict-zones.ts';
import { scimMigration } from './0015-scim.ts';
import { passkeysMigration } from './0017-passkeys.ts';
import { documentMovesMigration } from './0020-document-moves.ts';
import { answerProvenanceMigration } from './0028-answer-provenance.ts';
import { sharedAnswersMigration } from './0033-shared-answers.ts';
import { cosignaturesMigration } from './0024-cosignatures.ts';
import { retentionMigration } from './0025-retention.ts';
import { sourcesMigration } from './0021-sources.ts';
import { namesByPolicyMigration } from './0041-names-by-policy.ts';
import { indexCareMigration } from './0040-index-care.ts';
import { mailMigration } from './0041-mail.ts';
import { indexRequestsMigration } from './0040-index-requests.ts';
import { queuePlacesMigration } from './0041-queue-places.ts';
import { validityMigration } from './0050-validity.ts';
import { documentListMigration } from './0042-document-list.ts';
import { embeddingIndexesMigration } from './0041-embedding-indexes.ts';
import { slackMigration } from './0051-slack.ts';
import { documentRetentionMigration } from './0060-document-retention.ts';
import type { Migration } from './migration.ts';

/** In order: the number of a step is its place in the list, from 1. */
export const migrations: readonly Migration[] = [
  identityMigration,
  accessMigration,
  documentsMigration,
  chunksMigration,
  answersMigration,
  auditMigration,
  idempotencyMigration,
  rightsMigration,
  chunkLocationsMigration,
  auditTreeMigration,
  sessionsMigration,
  secondFactorMigration,
  signOnMigration,
  documentMovesMigration,
  passkeysMigration,
  sharedAnswersMigration,
  answerProvenanceMigration,
  cosignaturesMigration,
  retentionMigration,
  strictZonesMigration,
  scimMigration,
  sourcesMigration,
  indexCareMigration,
  namesByPolicyMigration,
  indexRequestsMigration,
  queuePlacesMigration,
  validityMigration,
  embeddingIndexesMigration,
  mailMigration,
  slackMigration,
  documentListMigration,
  documentRetentionMigration,
];
