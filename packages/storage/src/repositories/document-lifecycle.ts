import { CarrelError, type DocumentRepository, isoTime, type PolicyId } from '@carrel/core';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { toSearchText } from './search-text.ts';
import { noteReplacedGeneration } from './stale-generations.ts';

type DocumentLifecycle = Pick<DocumentRepository, 'create' | 'setTitle' | 'activateVersion'>;

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
        await noteReplacedGeneration(transaction, id, versionId);
      }),
  };
}

async function requireLivePolicy(transaction: Kysely<Schema>, id: PolicyId): Promise<void> {
  const policy = await transaction.selectFrom('policy').select('deleted_at').where('id', '=', id).executeTakeFirst();
  if (!policy || policy.deleted_at !== null) throw new CarrelError('CONFLICT', { message: 'the policy does not exist any more' });
}
