import { type CollectionRepository, isoTime } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';

/** A deleted collection keeps its row: what was in it stays explained. */
export function createCollectionDeletion({ atomically, clock }: SqlContext): Pick<CollectionRepository, 'delete'> {
  return {
    delete: (id) =>
      atomically(async (transaction) => {
        const held = await transaction
          .selectFrom('document')
          .select('id')
          .where('collection_id', '=', id)
          .where('deleted_at', 'is', null)
          .limit(1)
          .execute();
        const followed = await transaction
          .selectFrom('source')
          .select('id')
          .where('collection_id', '=', id)
          .where('deleted_at', 'is', null)
          .limit(1)
          .execute();
        if (held.length + followed.length > 0) return false;
        const { numUpdatedRows } = await transaction
          .updateTable('collection')
          .set({ deleted_at: isoTime(clock) })
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),
  };
}
