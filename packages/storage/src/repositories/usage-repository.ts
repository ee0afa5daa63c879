import type { AnswerId, AnswerState, AnswerDecision, CollectionId, UsageRepository, UserId } from '@carrel/core';
import { sql } from 'kysely';
import { z } from 'zod';
import type { SqlContext } from '../sql/sql-context.ts';
import { fromStoredJson } from './stored-json.ts';

const modelSchema = z.object({ name: z.string() });
const timingsSchema = z.object({ retrieveMs: z.number(), firstTokenMs: z.number().nullable(), totalMs: z.number() });

interface AnswerRow {
  readonly id: AnswerId;
  readonly owner_id: UserId;
  readonly state: AnswerState;
  readonly decision: AnswerDecision | null;
  readonly model: string | null;
  readonly timings: string | null;
  readonly feedback_rating: 'helpful' | 'not-helpful' | null;
  readonly created_at: string;
}

export function createUsageRepository({ database }: SqlContext): UsageRepository {
  return {
    async listAnswers({ from, to }, { limit, after }) {
      const behind = after === null ? sql`` : sql`and (created_at, id) > (${after.createdAt}, ${after.id})`;
      const { rows } = await sql<AnswerRow>`
        select id, owner_id, state, decision, model, timings, feedback_rating, created_at from answer
          where created_at >= ${from} and created_at < ${to} ${behind}
          order by created_at, id limit ${limit}`.execute(database);
      return rows.map((row) => ({
        id: row.id,
        ownerId: row.owner_id,
        state: row.state,
        decision: row.decision,
        modelName: row.model === null ? null : fromStoredJson(modelSchema, row.model, 'the model of an answer').name,
        timings: row.timings === null ? null : fromStoredJson(timingsSchema, row.timings, 'the timings of an answer'),
        feedback: row.feedback_rating,
        createdAt: row.created_at,
      }));
    },

    async countByCollection({ from, to }) {
      const { rows } = await sql<{ collection_id: CollectionId; name: string; answers: number }>`
        select c.id as collection_id, c.name, count(distinct e.id) as answers
          from audit_event e
          join audit_ctx x on x.shard = e.shard and x.seq = e.seq
          join document d on d.id = x.document_ref
          join collection c on c.id = d.collection_id
          where e.type = 'answer.completed' and e.time >= ${from} and e.time < ${to} and x.is_cited = 1
          group by c.id, c.name order by answers desc, c.name`.execute(database);
      return rows.map(({ collection_id: collectionId, name, answers }) => ({ collectionId, name, answers: Number(answers) }));
    },
  };
}
