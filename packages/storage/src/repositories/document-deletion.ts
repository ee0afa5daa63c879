import type { DocumentRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { forgetEmbeddings } from './forget-embeddings.ts';
import { noteStaleGenerations } from './stale-generations.ts';

export function createDocumentDeletion({ atomically }: SqlContext): Pick<DocumentRepository, 'markDeleted'> {
  return {
    markDeleted: (id, at) =>
      atomically(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('document')
          .set({ deleted_at: at, updated_at: at, active_version_id: null })
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return [];
        // Who uploads the same again has it embedded again: of what was deleted nothing is kept that can be searched.
        await forgetEmbeddings(transaction, id);
        await sql`delete from chunk where version_id in (select id from document_version where document_id = ${id})`.execute(transaction);
        // Whoever works on one of the versions finds another state than the one that it left, and stops.
        const rows = await transaction
          .updateTable('document_version')
          .set({ state: 'deleted', lease_owner: null, lease_until_ms: 0, progress_stage: null, progress_done: null, progress_total: null })
          .where('document_id', '=', id)
          .returning('generation')
          .execute();
        const generations = rows.flatMap(({ generation }) => (generation === null ? [] : [generation])).toSorted((a, b) => a - b);
        await noteStaleGenerations(transaction, generations);
        return generations;
      }),
  };
}
