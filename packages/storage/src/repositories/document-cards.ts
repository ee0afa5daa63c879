import type { DocumentCard, DocumentId, RetentionRepository, VersionId } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { jsonStrings } from './json-rows.ts';
import { toSearchText } from './search-text.ts';

/** Names and places of documents for officers, whatever has become of the documents. */
export function createDocumentCards({
  database,
  dialectName,
}: SqlContext): Pick<RetentionRepository, 'listDocumentCards' | 'findDocumentCard'> {
  const cards = () =>
    database
      .selectFrom('document as d')
      .innerJoin('collection as c', 'c.id', 'd.collection_id')
      .select(['d.id', 'd.title', 'd.path', 'c.name as collectionName', 'd.deleted_at as deletedAt']);

  async function withVersions(rows: readonly Omit<DocumentCard, 'versions'>[]): Promise<readonly DocumentCard[]> {
    const versions = await database
      .selectFrom('document_version')
      .select(['id', 'document_id', 'number', 'created_at'])
      .where(
        sql<boolean>`document_id in (${jsonStrings(
          dialectName,
          rows.map(({ id }) => id),
        )})`,
      )
      .orderBy('number', 'desc')
      .execute();
    const byDocument = Map.groupBy(versions, (version): DocumentId => version.document_id);
    return rows.map((row) => ({
      ...row,
      versions: (byDocument.get(row.id) ?? []).map((one): { id: VersionId; number: number; createdAt: string } => ({
        id: one.id,
        number: one.number,
        createdAt: one.created_at,
      })),
    }));
  }

  return {
    async listDocumentCards(text, limit) {
      const wanted = toSearchText(text);
      const rows = await cards()
        .$if(text !== '', (query) =>
          query.where(
            sql<boolean>`(d.id = ${text} or ${dialectName === 'sqlite' ? sql`instr(d.search_text, ${wanted}) > 0` : sql`strpos(d.search_text, ${wanted}) > 0`})`,
          ),
        )
        .orderBy('d.updated_at', 'desc')
        .orderBy('d.id')
        .limit(limit)
        .execute();
      return withVersions(rows);
    },
    async findDocumentCard(id) {
      const row = await cards().where('d.id', '=', id).executeTakeFirst();
      return row === undefined ? null : ((await withVersions([row]))[0] ?? null);
    },
  };
}
