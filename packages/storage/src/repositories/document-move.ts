import { CarrelError, type DocumentRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { toSearchText } from './search-text.ts';

/** Where a document lies: moving it changes no version, no chunk and no row of the index. */
export function createDocumentMove({ atomically }: SqlContext): Pick<DocumentRepository, 'move'> {
  return {
    move: (id, place, at) =>
      atomically(async (transaction) => {
        const row = await transaction
          .selectFrom('document')
          .select(['collection_id', 'path', 'title'])
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .executeTakeFirst();
        if (!row || (row.collection_id === place.collectionId && row.path === place.path)) return false;
        if (row.collection_id !== place.collectionId) {
          const collection = await transaction
            .selectFrom('collection')
            .select('deleted_at')
            .where('id', '=', place.collectionId)
            .executeTakeFirst();
          if (!collection || collection.deleted_at !== null)
            throw new CarrelError('CONFLICT', { message: 'the collection does not exist any more' });
          // Also from where earlier moves brought documents: the rows of one that moved twice have the key of its first place.
          await sql`
            insert into collection_move (from_id, to_id)
              select origin.id, ${place.collectionId} from (
                select ${row.collection_id} as id
                union select m.from_id from collection_move m where m.to_id = ${row.collection_id}
              ) as origin where origin.id <> ${place.collectionId}
              on conflict (to_id, from_id) do nothing`.execute(transaction);
        }
        // A document without a title of its own goes by its file name.
        const title = row.title === lastSegment(row.path) ? lastSegment(place.path) : row.title;
        await transaction
          .updateTable('document')
          .set({
            collection_id: place.collectionId,
            path: place.path,
            title,
            search_text: toSearchText(title, place.path),
            updated_at: at,
          })
          .where('id', '=', id)
          .execute();
        return true;
      }),
  };
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
