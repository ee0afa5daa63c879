import { identityMigration } from './0001-identity.ts';
import { accessMigration } from './0002-access.ts';
import { documentsMigration } from './0003-documents.ts';
import { answersMigration } from './0004-answers.ts';
import { auditMigration } from './0005-audit.ts';
import type { Migration } from './migration.ts';

/** In order: the number of a step is its place in the list, from 1. */
export const migrations: readonly Migration[] = [identityMigration, accessMigration, documentsMigration, answersMigration, auditMigration];
