import { CarrelError, type DocumentRepository, isoTime, type PolicyId } from '@carrel/core';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { inBatches } from './in-batches.ts';
import { toSearchText } from './search-text.ts';

type DocumentLifecycle = Pick<DocumentRepository, 'create' | 'setTitle' | 'activateVersion' | 'markDeleted'>;

export function createDocumentLifecycle({ atomically, clock }: SqlContext): DocumentLifecycle {
  return {
    create: (document) =>
      atomically(async (transaction) => {
        // Shared with nobody's deletion of the collection: a deleted one keeps its row, which a foreign key would accept.
        const collection = await transaction
          .selectFrom('collection')
          .select('deleted_at')
          .where('id', '=', document.collectionId)
          .executeTakeFirst();
        if (!collection || collection.deleted_at !== null)
          throw new CarrelError('CONFLICT', { message: 'the collection does not exist any more' });
        await requireLivePolicy(transaction, document.policyId);
        await transaction
          .insertInto('document')
          .values({
            id: document.id,
            collection_id: document.collectionId,
            policy_id: document.policyId,
            path: document.path,
            title: document.title,
            search_text: toSearchText(document.title, document.path),
            active_version_id: null,
            newest_version_id: null,
            created_at: document.createdAt,
            updated_at: document.createdAt,
            deleted_at: null,
          })
          .execute();
      }),

    async setTitle(id, title) {
      await atomically(async (transaction) => {
        const row = await transaction
          .selectFrom('document')
          .select('path')
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .executeTakeFirst();
        if (!row) return;
        await transaction
          .updateTable('document')
          .set({ title, search_text: toSearchText(title, row.path), updated_at: isoTime(clock) })
          .where('id', '=', id)
          .execute();
      });
    },

    /** A version never replaces a newer one: an old one whose work took longer stays unseen. */
    activateVersion: (id, versionId, at) =>
      atomically(async (transaction) => {
        await sql`
        update document set active_version_id = ${versionId}, updated_at = ${at}
          where id = ${id} and deleted_at is null
            and exists (
              select 1 from document_version v where v.id = ${versionId} and v.document_id = document.id and v.state = 'published'
                and v.number >= coalesce((select a.number from document_version a where a.id = document.active_version_id), 0)
            )`.execute(transaction);
        // Of the version before it; of this one, where a newer one is served already.
        await sql`
          insert into stale_generation (generation)
            select v.generation from document d join document_version v on v.document_id = d.id
              where d.id = ${id} and v.generation is not null and v.state = 'published' and v.id <> d.active_version_id
                and (v.id = ${versionId} or v.number = (
                  select max(p.number) from document_version p join document_version n on n.id = ${versionId}
                    where p.document_id = d.id and p.state = 'published' and p.number < n.number))
            on conflict (generation) do nothing`.execute(transaction);
      }),

    markDeleted: (id, at) =>
      atomically(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('document')
          .set({ deleted_at: at, updated_at: at, active_version_id: null })
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return [];
        await sql`delete from chunk where version_id in (select id from document_version where document_id = ${id})`.execute(transaction);
        // Whoever works on one of the versions finds another state than the one that it left, and stops.
        const rows = await transaction
          .updateTable('document_version')
          .set({ state: 'deleted', lease_owner: null, lease_until_ms: 0, progress_stage: null, progress_done: null, progress_total: null })
          .where('document_id', '=', id)
          .returning('generation')
          .execute();
        const generations = rows.flatMap(({ generation }) => (generation === null ? [] : [generation])).toSorted((a, b) => a - b);
        await inBatches(generations, 500, (batch) =>
          transaction
            .insertInto('stale_generation')
            .values(batch.map((generation) => ({ generation })))
            .onConflict((conflict) => conflict.doNothing())
            .execute(),
        );
        return generations;
      }),
  };
}

async function requireLivePolicy(transaction: Kysely<Schema>, id: PolicyId): Promise<void> {
  const policy = await transaction.selectFrom('policy').select('deleted_at').where('id', '=', id).executeTakeFirst();
  if (!policy || policy.deleted_at !== null) throw new CarrelError('CONFLICT', { message: 'the policy does not exist any more' });
}
