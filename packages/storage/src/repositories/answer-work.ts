import type { AnswerRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { restsOnErased } from './erase-document.ts';
import { jsonStrings } from './json-rows.ts';
import { resultColumns } from './stored-answer.ts';

type AnswerWork = Pick<AnswerRepository, 'acceptAnswer' | 'renewAnswerLeases' | 'closeAnswer' | 'listAbandoned'>;

/** The life of an answer: accepted, kept alive by its process, closed once. */
export function createAnswerWork({ database, dialectName, atomically }: SqlContext): AnswerWork {
  return {
    acceptAnswer: (answer) =>
      atomically(async (transaction) => {
        await transaction
          .insertInto('answer')
          .values({
            id: answer.id,
            conversation_id: answer.conversationId,
            owner_id: answer.ownerId,
            question: answer.question,
            state: 'accepted',
            ...resultColumns(null),
            passages: JSON.stringify(answer.passages),
            intent_event_id: answer.intentEventId,
            terminal_event_id: null,
            created_at: answer.createdAt,
            closed_at: null,
            lease_until_ms: answer.leaseUntilMs,
            feedback_rating: null,
            feedback_reason: null,
            feedback_at: null,
            shared_at: null,
          })
          .execute();
        await transaction
          .updateTable('conversation')
          .set({ updated_at: answer.createdAt })
          .where('id', '=', answer.conversationId)
          .execute();
      }),

    async renewAnswerLeases(ids, untilMs) {
      if (ids.length === 0) return;
      await database
        .updateTable('answer')
        .set({ lease_until_ms: untilMs })
        .where('state', '=', 'accepted')
        .where(sql<boolean>`id in (${jsonStrings(dialectName, ids)})`)
        .execute();
    },

    closeAnswer: (id, { state, result, terminalEventId, at }) =>
      atomically(async (transaction) => {
        const row = await transaction
          .updateTable('answer')
          .set({ state, terminal_event_id: terminalEventId, closed_at: at, ...resultColumns(result) })
          .where('id', '=', id)
          .where('state', '=', 'accepted')
          .returning(['conversation_id', 'passages'])
          .executeTakeFirst();
        if (!row) return false;
        // It was still being written when the document was erased.
        if (result !== null && restsOnErased(row.passages))
          await transaction.updateTable('answer').set({ text: '', citations: '[]' }).where('id', '=', id).execute();
        const { numUpdatedRows } = await transaction
          .updateTable('conversation')
          .set({ updated_at: at })
          .where('id', '=', row.conversation_id)
          .where('deleted_at', 'is', null)
          .executeTakeFirst();
        // The person deleted the conversation while the answer was written: the record of it stays, its text does not.
        if (numUpdatedRows === 0n) await transaction.deleteFrom('answer').where('id', '=', id).execute();
        return true;
      }),

    listAbandoned: (nowMs, limit) =>
      database
        .selectFrom('answer')
        .select(['id', 'owner_id as ownerId', 'intent_event_id as intentEventId'])
        .where('state', '=', sql.lit('accepted'))
        .where('lease_until_ms', '<', nowMs)
        .orderBy('lease_until_ms')
        .orderBy('id')
        .limit(limit)
        .execute(),
  };
}
