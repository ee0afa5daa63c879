import { type IndexCareRepository, type IndexRun, indexRunDetailSchema } from '@carrel/core';
import type { Selectable } from 'kysely';
import type { IndexRunTable } from '../sql/index-tables.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { createIndexAlarms } from './index-alarms.ts';
import { createStaleGenerations } from './stale-generations.ts';
import { fromStoredJson } from './stored-json.ts';

/** Of each kind so many are kept: weeks of an installation in use. */
const keptRunsPerKind = 500;

export function createIndexCareRepository(context: SqlContext): IndexCareRepository {
  return { ...createRunStatements(context), ...createIndexAlarms(context), ...createStaleGenerations(context) };
}

type RunStatements = Omit<IndexCareRepository, 'listAlarms' | 'listStaleGenerations' | 'forgetStaleGenerations'>;

function createRunStatements({ database, atomically }: SqlContext): RunStatements {
  const blank = { index_id: '', began_at: null, ended_at: null, reason_code: null, requested_at: null, detail: '{}' } as const;

  return {
    async requestRun({ isRepairing, at }) {
      const row = await database
        .insertInto('index_run')
        .values({ ...blank, kind: 'reconcile', state: 'requested', is_repairing: isRepairing ? 1 : 0, requested_at: at })
        .returning('id')
        .executeTakeFirstOrThrow();
      return row.id;
    },

    async findRequest() {
      const row = await database
        .selectFrom('index_run')
        .selectAll()
        .where('state', '=', 'requested')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      return row ? toRun(row) : null;
    },

    beginRun: ({ kind, indexId, at, isRepairing = true, requestId }) =>
      atomically(async (transaction) => {
        if (requestId !== undefined) {
          const begun = { state: 'running', index_id: indexId, began_at: at } as const;
          await transaction.updateTable('index_run').set(begun).where('id', '=', requestId).execute();
          return requestId;
        }
        const { id } = await transaction
          .insertInto('index_run')
          .values({ ...blank, kind, state: 'running', index_id: indexId, is_repairing: isRepairing ? 1 : 0, began_at: at })
          .returning('id')
          .executeTakeFirstOrThrow();
        await transaction
          .deleteFrom('index_run')
          .where('kind', '=', kind)
          .where('id', '<', ({ selectFrom }) =>
            selectFrom('index_run as kept')
              .select('kept.id')
              .where('kept.kind', '=', kind)
              .orderBy('kept.id', 'desc')
              .offset(keptRunsPerKind)
              .limit(1),
          )
          .execute();
        return id;
      }),

    async endRun(id, { state, at, reasonCode, detail }) {
      await database
        .updateTable('index_run')
        .set({ state, ended_at: at, reason_code: reasonCode, detail: JSON.stringify(detail) })
        .where('id', '=', id)
        .execute();
    },

    async closeInterruptedRuns(at) {
      await database.updateTable('index_run').set({ state: 'interrupted', ended_at: at }).where('state', '=', 'running').execute();
    },

    async findRun(id) {
      const row = await database.selectFrom('index_run').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toRun(row) : null;
    },

    async listRuns({ limit, kind }) {
      const rows = await database
        .selectFrom('index_run')
        .selectAll()
        .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'reconcile'))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toRun);
    },
  };
}

function toRun(row: Selectable<IndexRunTable>): IndexRun {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    indexId: row.index_id,
    isRepairing: row.is_repairing === 1,
    requestedAt: row.requested_at,
    beganAt: row.began_at,
    endedAt: row.ended_at,
    reasonCode: row.reason_code,
    detail: fromStoredJson(indexRunDetailSchema, row.detail, 'what a run over the index found'),
  };
}
