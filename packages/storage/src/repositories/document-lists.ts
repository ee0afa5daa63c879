import type { DocumentFilter, DocumentRepository, UserId, VersionState } from '@carrel/core';
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { SqlContext } from '../sql/sql-context.ts';
import { selectDocumentRows, toDocumentWithVersion } from './document-rows.ts';
import { jsonStrings } from './json-rows.ts';
import { decodeCursor, pageOf } from './keyset-cursor.ts';
import { containsText } from './search-text.ts';
import { visiblePolicyIds } from './visible-policies.ts';

const cursorSchema = z.tuple([z.string(), z.string()]);

/** Lists of documents by filter, and how many there are. */
export function createDocumentLists({ database, dialectName }: SqlContext): Pick<DocumentRepository, 'listReadable' | 'countByState'> {
  /**
   * Whether a document `d` is listed. Its version is looked at only where something is asked of it, so that the index decides
   * about most. The sign keeps SQLite from finding documents by their policy, all of which it would then sort.
   */
  const isListed = (filter: DocumentFilter, audience: readonly UserId[], at: string): RawBuilder<boolean> => {
    const conditions = [
      sql`d.deleted_at is null and d.newest_version_id is not null`,
      sql`${sql.raw(dialectName === 'sqlite' ? '+' : '')}d.policy_id in (${visiblePolicyIds({ dialectName, audience, at })})`,
    ];
    if (filter.collectionIds !== undefined) conditions.push(sql`d.collection_id in (${jsonStrings(dialectName, filter.collectionIds)})`);
    if (filter.text !== undefined && filter.text !== '') conditions.push(sql`${containsText('d.search_text', filter.text)}`);
    const ofVersion = [];
    if (filter.states !== undefined) ofVersion.push(sql`v.state in (${jsonStrings(dialectName, filter.states)})`);
    if (filter.reasons !== undefined) ofVersion.push(sql`v.reason_code in (${jsonStrings(dialectName, filter.reasons)})`);
    if (ofVersion.length > 0)
      conditions.push(
        sql`exists (select 1 from document_version v where v.id = d.newest_version_id and ${sql.join(ofVersion, sql` and `)})`,
      );
    return sql<boolean>`${sql.join(conditions, sql` and `)}`;
  };

  return {
    async listReadable(filter, { limit, cursor, offset = 0 }, audience, at) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema);
      const page = database
        .selectFrom('document as d')
        .where(isListed(filter, audience, at))
        .$if(after !== undefined, (query) => query.where(sql<boolean>`(d.updated_at, d.id) < (${after?.[0]}, ${after?.[1]})`))
        .select('d.id')
        .orderBy('d.updated_at', 'desc')
        .orderBy('d.id', 'desc')
        .limit(limit + 1)
        .offset(offset);
      const rows = await selectDocumentRows(database)
        .where('d.id', 'in', page)
        .orderBy('d.updated_at', 'desc')
        .orderBy('d.id', 'desc')
        .execute();
      return pageOf(rows, limit, { item: toDocumentWithVersion, cursor: (row) => [row.document_updated_at, row.document_id] });
    },

    /** In one statement, so that all counts are of one moment. */
    async countByState(filter, audience, at) {
      const listed = isListed(filter, audience, at);
      const { rows } = await sql<{ readonly state: VersionState | null; readonly documents: number }>`
        select null as state, count(*) as documents from document d where ${listed}
        union all
        select w.state, count(*) from document_version w cross join document d
          where d.id = w.document_id and d.newest_version_id = w.id and w.state <> 'published' and ${listed}
          group by w.state`.execute(database);
      const others = rows.flatMap(({ state, documents }) => (state === null ? [] : [[state, documents] as const]));
      const all = rows.find(({ state }) => state === null)?.documents ?? 0;
      const published = others.reduce((rest, [, documents]) => rest - documents, all);
      return { ...Object.fromEntries(others), ...(published > 0 && { published }) };
    },
  };
}
