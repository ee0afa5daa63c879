import type { AuditRepository } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';

type EraseStatements = Pick<AuditRepository, 'findSubjectRef' | 'deleteKey' | 'forgetSubject'>;

/** What an erasure takes away: a key with all that it sealed, and who stands behind a pseudonym. Leaves stay. */
export function createEraseStatements({ database }: SqlContext): EraseStatements {
  return {
    async findSubjectRef(userId) {
      const row = await database.selectFrom('audit_subject').select('ref').where('user_id', '=', userId).executeTakeFirst();
      return row?.ref ?? null;
    },

    async deleteKey(dekId) {
      await database.deleteFrom('audit_sealed').where('dek_id', '=', dekId).execute();
      await database.deleteFrom('audit_dek').where('dek_id', '=', dekId).execute();
    },

    async forgetSubject(userId) {
      await database.deleteFrom('audit_subject').where('user_id', '=', userId).execute();
    },
  };
}
