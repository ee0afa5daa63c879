import { CarrelError, type DocumentFilter, type DocumentRepository, isoTime, type UserId } from '@carrel/core';
import { sql } from 'kysely';
import { z } from 'zod';
import type { SqlContext } from '../sql/sql-context.ts';
import { createDocumentChanges } from './document-changes.ts';
import { createDocumentLifecycle } from './document-lifecycle.ts';
import { selectDocumentRows, toDocument, toDocumentWithVersion } from './document-rows.ts';
import { jsonStrings } from './json-rows.ts';
import { decodeCursor, pageOf } from './keyset-cursor.ts';
import { containsText, toSearchText } from './search-text.ts';
import { visiblePolicyIds } from './visible-policies.ts';

const cursorSchema = z.tuple([z.string(), z.string()]);

export function createDocumentRepository(context: SqlContext): DocumentRepository {
  const { database, dialectName, atomically, clock } = context;

  const readable = (audience: readonly UserId[], at: string) =>
    selectDocumentRows(database)
      .where('d.deleted_at', 'is', null)
      .where(sql<boolean>`d.policy_id in (${visiblePolicyIds(audience, at)})`);

  const filtered = (filter: DocumentFilter, audience: readonly UserId[], at: string) =>
    readable(audience, at)
      .$if(filter.collectionIds !== undefined, (query) => query.where(sql<boolean>`d.collection_id in (${jsonStrings(dialectName, filter.collectionIds ?? [])})`))
      .$if(filter.states !== undefined, (query) => query.where(sql<boolean>`v.state in (${jsonStrings(dialectName, filter.states ?? [])})`))
      .$if(filter.text !== undefined && filter.text !== '', (query) => query.where(containsText('d.search_text', filter.text ?? '')));

  return {
    ...createDocumentLifecycle(context),
    ...createDocumentChanges(context),

    create: (document) =>
      atomically(async (transaction) => {
        // Shared with nobody's deletion of the collection: a deleted one keeps its row, which a foreign key would accept.
        const collection = await transaction.selectFrom('collection').select('deleted_at').where('id', '=', document.collectionId).executeTakeFirst();
        if (!collection || collection.deleted_at !== null) throw new CarrelError('CONFLICT', { message: 'the collection does not exist any more' });
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

    async find(id) {
      const row = await database.selectFrom('document').selectAll().where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst();
      return row ? toDocument(row) : null;
    },

    async findByPath(collectionId, path) {
      const row = await database
        .selectFrom('document')
        .selectAll()
        .where('collection_id', '=', collectionId)
        .where('path', '=', path)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return row ? toDocument(row) : null;
    },

    async findReadable(id, audience, at) {
      const row = await readable(audience, at).where('d.id', '=', id).executeTakeFirst();
      return row ? toDocumentWithVersion(row) : null;
    },

    async listReadable(filter, { limit, cursor }, audience, at) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema);
      const rows = await filtered(filter, audience, at)
        .$if(after !== undefined, (query) => query.where(sql<boolean>`(d.updated_at, d.id) < (${after?.[0]}, ${after?.[1]})`))
        .orderBy('d.updated_at', 'desc')
        .orderBy('d.id', 'desc')
        .limit(limit + 1)
        .execute();
      return pageOf(rows, limit, { item: toDocumentWithVersion, cursor: (row) => [row.document_updated_at, row.document_id] });
    },

    async countByState(filter, audience, at) {
      const rows = await filtered(filter, audience, at)
        .clearSelect()
        .select(['v.state', sql<number>`count(*)`.as('versions')])
        .groupBy('v.state')
        .execute();
      return Object.fromEntries(rows.map((row) => [row.state, row.versions]));
    },

    async setTitle(id, title) {
      await atomically(async (transaction) => {
        const row = await transaction.selectFrom('document').select('path').where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst();
        if (!row) return;
        await transaction
          .updateTable('document')
          .set({ title, search_text: toSearchText(title, row.path), updated_at: isoTime(clock) })
          .where('id', '=', id)
          .execute();
      });
    },
  };
}
