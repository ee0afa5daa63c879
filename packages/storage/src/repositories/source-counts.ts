import { errorCodeSchema, type SourceRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';

/** How the documents of sources are, and which of their files are not searchable. */
export function createSourceCounts({ database }: SqlContext): Pick<SourceRepository, 'countDocuments' | 'listFailures'> {
  return {
    async countDocuments(id) {
      const rows = await database
        .selectFrom('source_entry as e')
        .innerJoin('document as d', 'd.id', 'e.document_id')
        .innerJoin('document_version as v', 'v.id', 'd.newest_version_id')
        .where('e.source_id', '=', id)
        .where('d.deleted_at', 'is', null)
        .select(['v.state', sql<number>`count(*)`.as('documents')])
        .groupBy('v.state')
        .execute();
      return Object.fromEntries(rows.map((row) => [row.state, row.documents]));
    },

    async listFailures(id, limit) {
      const refused = await database
        .selectFrom('source_entry')
        .select(['path', 'refusal'])
        .where('source_id', '=', id)
        .where('refusal', 'is not', null)
        .orderBy('path')
        .limit(limit)
        .execute();
      const failed = await database
        .selectFrom('source_entry as e')
        .innerJoin('document as d', 'd.id', 'e.document_id')
        .innerJoin('document_version as v', 'v.id', 'd.newest_version_id')
        .where('e.source_id', '=', id)
        .where('d.deleted_at', 'is', null)
        .where('v.state', 'in', ['failed', 'quarantined'])
        .select(['e.path', 'd.id', 'v.reason_code'])
        .orderBy('e.path')
        .limit(limit)
        .execute();
      return [
        ...refused.map((row) => ({ path: row.path, documentId: null, code: errorCodeSchema.parse(row.refusal) })),
        ...failed.map((row) => ({ path: row.path, documentId: row.id, code: row.reason_code ?? ('ATTEMPTS_EXHAUSTED' as const) })),
      ];
    },
  };
}
