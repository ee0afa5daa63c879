import type { AnswerRepository, Conversation } from '@carrel/core';
import { sql } from 'kysely';
import { z } from 'zod';
import type { ConversationTable } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { decodeCursor, pageOf } from './keyset-cursor.ts';
import { containsText, toSearchText } from './search-text.ts';

const cursorSchema = z.tuple([z.int(), z.string(), z.string()]);

type ConversationStatements = Pick<
  AnswerRepository,
  'createConversation' | 'findConversation' | 'listConversations' | 'updateConversation' | 'deleteConversation'
>;

export function createConversationStatements({ database, atomically, clock }: SqlContext): ConversationStatements {
  const find: AnswerRepository['findConversation'] = async (id, ownerId) => {
    const row = await database
      .selectFrom('conversation')
      .selectAll()
      .where('id', '=', id)
      .where('owner_id', '=', ownerId)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    return row ? toConversation(row) : null;
  };

  return {
    findConversation: find,

    async createConversation({ id, ownerId, title, createdAt }) {
      await database
        .insertInto('conversation')
        .values({
          id,
          owner_id: ownerId,
          title,
          search_text: toSearchText(title),
          is_pinned: 0,
          created_at: createdAt,
          updated_at: createdAt,
          deleted_at: null,
        })
        .execute();
    },

    async listConversations(ownerId, { limit, cursor, text }) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema);
      const rows = await database
        .selectFrom('conversation')
        .selectAll()
        .where('owner_id', '=', ownerId)
        .where('deleted_at', 'is', null)
        .$if(text !== undefined && text !== '', (query) => query.where(containsText('search_text', text ?? '')))
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(is_pinned, updated_at, id) < (${after?.[0]}, ${after?.[1]}, ${after?.[2]})`),
        )
        .orderBy('is_pinned', 'desc')
        .orderBy('updated_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      return pageOf(rows, limit, { item: toConversation, cursor: (row) => [row.is_pinned, row.updated_at, row.id] });
    },

    async updateConversation(id, ownerId, change) {
      const columns = changedColumns(change);
      if (Object.keys(columns).length === 0) return find(id, ownerId);
      const row = await database
        .updateTable('conversation')
        .set({ ...columns, updated_at: new Date(clock.nowMs()).toISOString() })
        .where('id', '=', id)
        .where('owner_id', '=', ownerId)
        .where('deleted_at', 'is', null)
        .returningAll()
        .executeTakeFirst();
      return row ? toConversation(row) : null;
    },

    /** Questions and answers go with it, except what is still being written: that goes when it is closed. */
    deleteConversation: (id, ownerId, at) =>
      atomically(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('conversation')
          .set({ deleted_at: at, title: '', search_text: '' })
          .where('id', '=', id)
          .where('owner_id', '=', ownerId)
          .where('deleted_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await transaction.deleteFrom('answer').where('conversation_id', '=', id).where('state', '!=', 'accepted').execute();
        return true;
      }),
  };
}

function changedColumns(change: Parameters<AnswerRepository['updateConversation']>[2]) {
  return {
    ...(change.title !== undefined && { title: change.title, search_text: toSearchText(change.title) }),
    ...(change.isPinned !== undefined && { is_pinned: change.isPinned ? 1 : 0 }),
  };
}

function toConversation(row: ConversationTable): Conversation {
  return {
    id: row.id,
    ownerId: row.owner_id,
    title: row.title,
    isPinned: row.is_pinned === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
