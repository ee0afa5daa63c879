import type { DocumentRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { jsonStrings } from './json-rows.ts';

/** What lists of results are narrowed and sorted by. */
export function createDocumentFacts({ database, dialectName }: SqlContext): Pick<DocumentRepository, 'factsOf'> {
  return {
    async factsOf(ids) {
      if (ids.length === 0) return [];
      return database
        .selectFrom('document as d')
        .innerJoin('document_version as v', 'v.id', 'd.active_version_id')
        .innerJoin('collection as c', 'c.id', 'd.collection_id')
        .where('d.deleted_at', 'is', null)
        .where(sql<boolean>`d.id in (${jsonStrings(dialectName, ids)})`)
        .select([
          'd.id as documentId',
          'd.collection_id as collectionId',
          'c.name as collectionName',
          'v.media_type as mediaType',
          'd.updated_at as changedAt',
        ])
        .execute();
    },
  };
}
