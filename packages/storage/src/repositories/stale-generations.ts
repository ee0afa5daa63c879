import type { DocumentId, IndexCareRepository, VersionId } from '@carrel/core';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { inBatches } from './in-batches.ts';

const batchRows = 500;

/** Generations whose rows are to be removed from the index. */
export function createStaleGenerations({
  database,
}: SqlContext): Pick<IndexCareRepository, 'listStaleGenerations' | 'forgetStaleGenerations'> {
  return {
    async listStaleGenerations(limit) {
      const rows = await database.selectFrom('stale_generation').select('generation').orderBy('generation').limit(limit).execute();
      return rows.map((row) => row.generation);
    },

    async forgetStaleGenerations(generations) {
      await inBatches(generations, batchRows, (batch) =>
        database.deleteFrom('stale_generation').where('generation', 'in', batch).execute(),
      );
    },
  };
}

/** After a version was published: that of the version before it; its own, where a newer one is served already. */
export async function noteReplacedGeneration(transaction: Kysely<Schema>, id: DocumentId, versionId: VersionId): Promise<void> {
  await sql`
    insert into stale_generation (generation)
      select v.generation from document d join document_version v on v.document_id = d.id
        where d.id = ${id} and v.generation is not null and v.state = 'published' and v.id <> d.active_version_id
          and (v.id = ${versionId} or (d.active_version_id = ${versionId} and v.number = (
            select max(p.number) from document_version p join document_version n on n.id = ${versionId}
              where p.document_id = d.id and p.state = 'published' and p.number < n.number)))
      on conflict (generation) do nothing`.execute(transaction);
}

export async function noteStaleGenerations(transaction: Kysely<Schema>, generations: readonly number[]): Promise<void> {
  await inBatches(generations, batchRows, (batch) =>
    transaction
      .insertInto('stale_generation')
      .values(batch.map((generation) => ({ generation })))
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}
