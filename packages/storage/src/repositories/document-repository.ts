import type { DocumentFilter, DocumentRepository, UserId } from '@carrel/core';
import { sql } from 'kysely';
import { z } from 'zod';
import type { SqlContext } from '../sql/sql-context.ts';
import { createDocumentChanges } from './document-changes.ts';
import { createDocumentFacts } from './document-facts.ts';
import { createDocumentDeletion } from './document-deletion.ts';
import { createDocumentLifecycle } from './document-lifecycle.ts';
import { createDocumentOutlines } from './document-outlines.ts';
import { createDocumentMove } from './document-move.ts';
import { createDocumentPlaces } from './document-places.ts';
import { createDocumentPolicy } from './document-policy.ts';
import { selectDocumentRows, toDocument, toDocumentWithVersion } from './document-rows.ts';
import { jsonStrings } from './json-rows.ts';
import { decodeCursor, pageOf } from './keyset-cursor.ts';
import { containsText } from './search-text.ts';
import { visiblePolicyIds } from './visible-policies.ts';

const cursorSchema = z.tuple([z.string(), z.string()]);

export function createDocumentRepository(context: SqlContext): DocumentRepository {
  const { database, dialectName } = context;

  const readable = (audience: readonly UserId[], at: string) =>
    selectDocumentRows(database)
      .where('d.deleted_at', 'is', null)
      .where(sql<boolean>`d.policy_id in (${visiblePolicyIds({ dialectName, audience, at })})`);

  /** Without the names around a document: what is passed over or only counted needs none. */
  const matching = (filter: DocumentFilter, audience: readonly UserId[], at: string) =>
    database
      .selectFrom('document as d')
      .innerJoin('document_version as v', 'v.id', 'd.newest_version_id')
      .where('d.deleted_at', 'is', null)
      .where(sql<boolean>`d.policy_id in (${visiblePolicyIds({ dialectName, audience, at })})`)
      .$if(filter.collectionIds !== undefined, (query) =>
        query.where(sql<boolean>`d.collection_id in (${jsonStrings(dialectName, filter.collectionIds ?? [])})`),
      )
      .$if(filter.states !== undefined, (query) => query.where(sql<boolean>`v.state in (${jsonStrings(dialectName, filter.states ?? [])})`))
      .$if(filter.reasons !== undefined, (query) =>
        query.where(sql<boolean>`v.reason_code in (${jsonStrings(dialectName, filter.reasons ?? [])})`),
      )
      .$if(filter.text !== undefined && filter.text !== '', (query) => query.where(containsText('d.search_text', filter.text ?? '')));

  return {
    ...createDocumentDeletion(context),
    ...createDocumentLifecycle(context),
    ...createDocumentChanges(context),
    ...createDocumentPolicy(context),
    ...createDocumentFacts(context),
    ...createDocumentMove(context),
    ...createDocumentOutlines(context),
    ...createDocumentPlaces(context),

    async find(id) {
      const row = await database.selectFrom('document').selectAll().where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst();
      return row ? toDocument(row) : null;
    },

    async findReadable(id, audience, at) {
      const row = await readable(audience, at).where('d.id', '=', id).executeTakeFirst();
      return row ? toDocumentWithVersion(row) : null;
    },

    async listReadable(filter, { limit, cursor, offset = 0 }, audience, at) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema);
      const page = matching(filter, audience, at)
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

    async countByState(filter, audience, at) {
      const rows = await matching(filter, audience, at)
        .select(['v.state', sql<number>`count(*)`.as('versions')])
        .groupBy('v.state')
        .execute();
      return Object.fromEntries(rows.map((row) => [row.state, row.versions]));
    },
  };
}
