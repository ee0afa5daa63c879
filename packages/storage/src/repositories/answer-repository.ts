import type { AnswerRepository } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';
import { createAnswerWork } from './answer-work.ts';
import { createConversationStatements } from './conversation-statements.ts';
import { toAnswer } from './stored-answer.ts';

export function createAnswerRepository(context: SqlContext): AnswerRepository {
  const { database } = context;

  const visibleAnswers = () =>
    database
      .selectFrom('answer as a')
      .innerJoin('conversation as c', 'c.id', 'a.conversation_id')
      .where('c.deleted_at', 'is', null)
      .selectAll('a');

  return {
    ...createConversationStatements(context),
    ...createAnswerWork(context),

    async findAnswer(id) {
      const row = await visibleAnswers().where('a.id', '=', id).executeTakeFirst();
      return row ? toAnswer(row) : null;
    },

    async listCiting(documentId, ownerId, limit) {
      const rows = await visibleAnswers()
        .where('c.owner_id', '=', ownerId)
        // An id is a word of its own in the JSON: no other text of a citation can look like it and be taken for it below.
        .where('a.citations', 'like', `%${documentId}%`)
        .orderBy('a.created_at', 'desc')
        .orderBy('a.id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toAnswer).filter(({ result }) => result?.citations.some((citation) => citation.documentId === documentId) === true);
    },

    async listAnswers(conversationId) {
      const rows = await visibleAnswers().where('a.conversation_id', '=', conversationId).orderBy('a.created_at').orderBy('a.id').execute();
      return rows.map(toAnswer);
    },

    async shareAnswer(id, ownerId, at) {
      const row = await visibleAnswers().where('a.id', '=', id).where('a.owner_id', '=', ownerId).executeTakeFirst();
      if (!row || (row.state !== 'completed' && row.state !== 'refused')) return null;
      if ((row.shared_at === null) === (at === null)) return { sharedAt: row.shared_at, isChanged: false };
      await database.updateTable('answer').set({ shared_at: at }).where('id', '=', id).execute();
      return { sharedAt: at, isChanged: true };
    },

    async setFeedback(id, ownerId, feedback) {
      const { numUpdatedRows } = await database
        .updateTable('answer')
        .set({ feedback_rating: feedback.rating, feedback_reason: feedback.reason, feedback_at: feedback.at })
        .where('id', '=', id)
        .where('owner_id', '=', ownerId)
        .where('conversation_id', 'in', (query) =>
          query.selectFrom('conversation').select('conversation.id').where('deleted_at', 'is', null),
        )
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}
