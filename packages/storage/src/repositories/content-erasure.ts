import type { RetentionRepository, Sha256 } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { eraseDocument } from './erase-document.ts';
import { erasePerson } from './erase-person.ts';

type ContentErasure = Pick<
  RetentionRepository,
  'erasePerson' | 'eraseDocument' | 'findObstacle' | 'listBlobRemovals' | 'forgetBlobRemovals'
>;

/** What an erasure takes away, what stands in its way, and the files that are left to be removed. */
export function createContentErasure({ database, atomically }: SqlContext): ContentErasure {
  return {
    erasePerson: (userId, at) => atomically((transaction) => erasePerson(transaction, userId, at)),
    eraseDocument: (documentId, at) => atomically((transaction) => eraseDocument(transaction, documentId, at)),
    async findObstacle(documentId, nowMs) {
      const entry = await database
        .selectFrom('source_entry')
        .select('path')
        .where('document_id', '=', documentId)
        .limit(1)
        .executeTakeFirst();
      if (entry !== undefined) return 'in-a-folder';
      const lease = await database
        .selectFrom('document_version')
        .select('id')
        .where('document_id', '=', documentId)
        .where('lease_until_ms', '>', nowMs)
        .limit(1)
        .executeTakeFirst();
      return lease === undefined ? null : 'being-ingested';
    },
    async listBlobRemovals() {
      const { rows } = await sql<{ sha256: Sha256; uses: number }>`
        select r.sha256, (select count(*) from document_version v where v.blob_sha256 = r.sha256 or v.parsed_blob_sha256 = r.sha256) as uses
          from blob_removal r order by r.sha256`.execute(database);
      return rows.map(({ sha256, uses }) => ({ sha256, isInUse: Number(uses) > 0 }));
    },
    async forgetBlobRemovals(sha256) {
      if (sha256.length > 0) await database.deleteFrom('blob_removal').where('sha256', 'in', sha256).execute();
    },
  };
}
