import { CarrelError, type DocumentVersion, isTerminalState, type VersionRepository, versionStates } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { toVersion } from './document-rows.ts';
import { createGenerationStatements } from './generation-statements.ts';
import { createVersionWork } from './version-work.ts';

export function createVersionRepository(context: SqlContext): VersionRepository {
  const { database, atomically } = context;
  const openStates = versionStates.filter((state) => !isTerminalState(state));

  return {
    ...createVersionWork(context),
    ...createGenerationStatements(context),

    create: (version) =>
      atomically(async (transaction) => {
        await sql`
          insert into document_version (id, document_id, number, blob_sha256, size_bytes, media_type, file_name, state, created_at)
            select ${version.id}, ${version.documentId}, coalesce(max(number), 0) + 1, ${version.blobSha256}, ${version.sizeBytes},
                ${version.mediaType}, ${version.fileName}, ${version.state}, ${version.createdAt}
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

    async listClaimable(nowMs, limit) {
      const rows = await database
        .selectFrom('document_version')
        .select('id')
        // Literals, as in the partial index, which the planner would not recognise in parameters.
        .where(sql<boolean>`state in (${sql.join(openStates.map((state) => sql.lit(state)))})`)
        .where('lease_until_ms', '<=', nowMs)
        .where('not_before_ms', '<=', nowMs)
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => row.id);
    },

    /** From `failed` back to `stored`; whoever held it then has no lease any more. */
    async retry(id) {
      const { numUpdatedRows } = await database
        .updateTable('document_version')
        .set({
          state: 'stored',
          attempt: 0,
          reason_code: null,
          reason_is_retryable: null,
          lease_owner: null,
          lease_until_ms: 0,
          not_before_ms: 0,
        })
        .where('id', '=', id)
        .where('state', '=', 'failed')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}
