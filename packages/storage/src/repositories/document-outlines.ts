import type { DocumentId, DocumentOutline, DocumentRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { jsonStrings } from './json-rows.ts';
import { fromStoredJson, storedStringsSchema } from './stored-json.ts';
import { visiblePolicyIds } from './visible-policies.ts';

/** Pieces of a document whose headings are looked at. */
const headedPieces = 40;

/** What documents are about, by the words that stand above their first pieces. */
export function createDocumentOutlines({ database, dialectName }: SqlContext): Pick<DocumentRepository, 'listOutlines'> {
  return {
    async listOutlines(filter, limit, audience, at) {
      const found = database
        .selectFrom('document as d')
        .innerJoin('document_version as v', 'v.id', 'd.active_version_id')
        .innerJoin('collection as c', 'c.id', 'd.collection_id')
        .where('d.deleted_at', 'is', null)
        .where(sql<boolean>`d.policy_id in (${visiblePolicyIds({ dialectName, audience, at })})`)
        .$if(filter.collectionIds !== undefined, (query) =>
          query.where(sql<boolean>`d.collection_id in (${jsonStrings(dialectName, filter.collectionIds ?? [])})`),
        )
        .select(['d.id', 'd.title', 'd.collection_id', 'd.updated_at', 'c.name', 'v.media_type', 'v.id as version_id'])
        .orderBy('d.updated_at', 'desc')
        .orderBy('d.id', 'desc')
        .limit(limit);
      const rows = await database
        .selectFrom(found.as('f'))
        .leftJoin('chunk as k', (join) => join.onRef('k.version_id', '=', 'f.version_id').on('k.ordinal', '<', headedPieces))
        .select(['f.id', 'f.title', 'f.collection_id', 'f.name', 'f.media_type', 'k.headings'])
        .orderBy('f.updated_at', 'desc')
        .orderBy('f.id', 'desc')
        .orderBy('k.ordinal')
        .execute();
      const outlines = new Map<DocumentId, DocumentOutline & { readonly headings: (readonly string[])[] }>();
      for (const row of rows) {
        const outline = outlines.get(row.id) ?? {
          documentId: row.id,
          title: row.title,
          collectionId: row.collection_id,
          collectionName: row.name,
          mediaType: row.media_type,
          headings: [],
        };
        outlines.set(row.id, outline);
        if (row.headings !== null) outline.headings.push(fromStoredJson(storedStringsSchema, row.headings, 'the headings of a chunk'));
      }
      return [...outlines.values()];
    },
  };
}
