import type { CollectionRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { jsonStrings } from './json-rows.ts';

/** Under which keys the index holds what lies in a collection: documents that were moved keep the key of their first place. */
export function createCollectionKeys({ database, dialectName }: SqlContext): Pick<CollectionRepository, 'indexKeys'> {
  return {
    async indexKeys(ids) {
      if (ids.length === 0) return [];
      const { rows } = await sql<{ key: number }>`
        with asked (id) as (
          select c.id from collection c where c.deleted_at is null and c.id in (${jsonStrings(dialectName, ids)})
        )
        select c.key from collection c
          where c.id in (select id from asked) or c.id in (select m.from_id from collection_move m where m.to_id in (select id from asked))
          order by c.key`.execute(database);
      return rows.map(({ key }) => key);
    },
  };
}
