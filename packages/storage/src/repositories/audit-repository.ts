import type { AuditRepository } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';
import { createEraseStatements } from './erase-statements.ts';
import { createLogStatements } from './log-statements.ts';
import { createSealStatements } from './seal-statements.ts';

export function createAuditRepository(context: SqlContext): AuditRepository {
  const { database } = context;
  return {
    ...createLogStatements(context),
    ...createSealStatements(context),
    ...createEraseStatements(context),

    async insertPending({ id, draft, createdAt }) {
      await database.insertInto('audit_pending').values({ id, draft, created_at: createdAt }).execute();
    },

    listPending: (limit) =>
      database.selectFrom('audit_pending').select(['id', 'draft', 'created_at as createdAt']).orderBy('position').limit(limit).execute(),
  };
}
