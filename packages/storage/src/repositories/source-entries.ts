import type { SourceRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { inBatches } from './in-batches.ts';
import { jsonStrings } from './json-rows.ts';

const batchRows = 500;

type SourceEntries = Pick<SourceRepository, 'listEntries' | 'putEntries' | 'deleteEntries' | 'findOwner'>;

/** What is known of the files of sources. */
export function createSourceEntries({ database, dialectName, atomically }: SqlContext): SourceEntries {
  return {
    async listEntries(id) {
      const rows = await database.selectFrom('source_entry').selectAll().where('source_id', '=', id).orderBy('path').execute();
      return rows.map((row) => ({
        path: row.path,
        stamp: row.stamp,
        volume: row.volume,
        sha256: row.sha256,
        documentId: row.document_id,
        refusal: row.refusal,
      }));
    },

    putEntries: (id, entries) =>
      atomically(async (transaction) => {
        const rows = entries.map((entry) => ({
          source_id: id,
          path: entry.path,
          stamp: entry.stamp,
          volume: entry.volume,
          sha256: entry.sha256,
          document_id: entry.documentId,
          refusal: entry.refusal,
        }));
        await inBatches(rows, batchRows, (batch) =>
          transaction
            .insertInto('source_entry')
            .values(batch)
            .onConflict((conflict) =>
              conflict.columns(['source_id', 'path']).doUpdateSet(({ ref }) => ({
                stamp: ref('excluded.stamp'),
                volume: ref('excluded.volume'),
                sha256: ref('excluded.sha256'),
                document_id: ref('excluded.document_id'),
                refusal: ref('excluded.refusal'),
              })),
            )
            .execute(),
        );
      }),

    async deleteEntries(id, paths) {
      if (paths.length === 0) return;
      await sql`delete from source_entry where source_id = ${id} and path in (${jsonStrings(dialectName, paths)})`.execute(database);
    },

    async findOwner(documentId) {
      const row = await database
        .selectFrom('source_entry')
        .select('source_id')
        .where('document_id', '=', documentId)
        .orderBy('source_id')
        .limit(1)
        .executeTakeFirst();
      return row?.source_id ?? null;
    },
  };
}
