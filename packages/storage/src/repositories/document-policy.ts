import type { DocumentRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { nextNumber } from './counters.ts';

export function createDocumentPolicy({ database, atomically }: SqlContext): Pick<DocumentRepository, 'setPolicy' | 'listWithPolicy'> {
  return {
    async listWithPolicy(collectionId, policyId, limit) {
      const rows = await database
        .selectFrom('document')
        .select('id')
        .where('collection_id', '=', collectionId)
        .where('policy_id', '=', policyId)
        .where('deleted_at', 'is', null)
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },

    setPolicy: (id, policyId, at) =>
      atomically(async (transaction) => {
        // First, as in `deletePolicy`: a policy is not deleted while a document is being given it.
        await nextNumber(transaction, 'access-epoch');
        const { rows } = await sql<{ id: string }>`
          insert into document_policy_history (document_id, policy_id, valid_from, valid_to, change)
            select d.id, d.policy_id, coalesce((select max(h.valid_to) from document_policy_history h where h.document_id = d.id), d.created_at),
                ${at}, (select count(*) from document_policy_history h where h.document_id = d.id)
              from document d
              where d.id = ${id} and d.deleted_at is null and d.policy_id <> ${policyId}
            returning document_id as id`.execute(transaction);
        if (rows.length === 0) return false;
        await sql`
          insert into policy_move (from_id, to_id)
            select distinct h.policy_id, ${policyId} from document_policy_history h where h.document_id = ${id} and h.policy_id <> ${policyId}
            on conflict (to_id, from_id) do nothing`.execute(transaction);
        const isMoved = await transaction
          .selectFrom('policy')
          .select('id')
          .where('is_strict', '=', 1)
          .where((is) =>
            is.or([is('id', '=', policyId), is('id', '=', is.selectFrom('document').select('policy_id').where('document.id', '=', id))]),
          )
          .executeTakeFirst();
        if (isMoved !== undefined) await nextNumber(transaction, 'zone-epoch');
        await transaction.updateTable('document').set({ policy_id: policyId, updated_at: at }).where('id', '=', id).execute();
        return true;
      }),
  };
}
