import { CarrelError, type DocumentVersion, type VersionRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { toVersion } from './document-rows.ts';
import { createGenerationStatements } from './generation-statements.ts';
import { createVersionClaims } from './version-claims.ts';
import { createVersionEnds } from './version-ends.ts';
import { createVersionWork } from './version-work.ts';

export function createVersionRepository(context: SqlContext): VersionRepository {
  const { database, atomically } = context;

  return {
    ...createVersionWork(context),
    ...createVersionClaims(context),
    ...createVersionEnds(context),
    ...createGenerationStatements(context),

    create: (version) =>
      atomically(async (transaction) => {
        const { queue = { flow: '', order: 0, start: 0, finish: 0 } } = version;
        await sql`
          insert into document_version (id, document_id, number, blob_sha256, size_bytes, media_type, file_name, state, created_at,
              queue_flow, queue_order, queue_start, queue_finish)
            select ${version.id}, ${version.documentId}, coalesce(max(number), 0) + 1, ${version.blobSha256}, ${version.sizeBytes},
                ${version.mediaType}, ${version.fileName}, ${version.state}, ${version.createdAt},
                ${queue.flow}, ${queue.order}, ${queue.start}, ${queue.finish}
              from document_version where document_id = ${version.documentId}`.execute(transaction);
        const { numUpdatedRows } = await transaction
          .updateTable('document')
          .set({ newest_version_id: version.id, updated_at: version.createdAt })
          .where('id', '=', version.documentId)
          .where('deleted_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw new CarrelError('CONFLICT', { message: 'the document was deleted in the meantime' });
      }),

    async find(id): Promise<DocumentVersion | null> {
      const row = await database.selectFrom('document_version').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toVersion(row) : null;
    },

    async listForDocument(documentId) {
      const rows = await database
        .selectFrom('document_version')
        .selectAll()
        .where('document_id', '=', documentId)
        .orderBy('number', 'desc')
        .execute();
      return rows.map(toVersion);
    },
  };
}
