import {
  type EmbeddingIndex,
  type EmbeddingIndexChange,
  type EmbeddingIndexRepository,
  embeddingGateSchema,
  errorCodeSchema,
  goldenQuestionSchema,
} from '@carrel/core';
import { sql } from 'kysely';
import { z } from 'zod';
import type { EmbeddingIndexTable } from '../sql/index-tables.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { fromStoredJson } from './stored-json.ts';

const goldenSchema = z.array(goldenQuestionSchema);

export function createEmbeddingIndexRepository({ database }: SqlContext): EmbeddingIndexRepository {
  const all = () => database.selectFrom('embedding_index').selectAll();

  return {
    async create(index) {
      await database.insertInto('embedding_index').values(rowOf(index)).execute();
    },

    async find(id) {
      const row = await all().where('id', '=', id).executeTakeFirst();
      return row ? toIndex(row) : null;
    },

    async listOpen() {
      return (await all().where('state', '<>', 'dropped').orderBy('created_at').orderBy('id').execute()).map(toIndex);
    },

    async findLastEnded() {
      const row = await all().where('end_reason', 'is not', null).orderBy('created_at', 'desc').limit(1).executeTakeFirst();
      return row ? toIndex(row) : null;
    },

    async update(id, from, change) {
      const { numUpdatedRows } = await database
        .updateTable('embedding_index')
        .set(columnsOf(change))
        .where('id', '=', id)
        .where('state', 'in', from)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async switchTo(id, { from, at, keptUntil }) {
      const states = sql.join(from);
      const { numAffectedRows = 0n } = await sql`
        update embedding_index set
            state = case when id = ${id} then 'serving' else 'kept' end,
            switched_at = case when id = ${id} then ${at} else switched_at end,
            kept_until = case when id = ${id} then null else ${keptUntil} end
          where (id = ${id} or state = 'serving')
            and exists (select 1 from embedding_index n where n.id = ${id} and n.state in (${states}))
            and exists (select 1 from embedding_index s where s.state = 'serving')`.execute(database);
      return numAffectedRows === 2n;
    },
  };
}

function columnsOf(change: EmbeddingIndexChange): Partial<EmbeddingIndexTable> {
  return {
    ...(change.state !== undefined && { state: change.state }),
    ...(change.end !== undefined && { end_reason: change.end }),
    ...(change.modelName !== undefined && { model_name: change.modelName }),
    ...(change.embeddingId !== undefined && { embedding_id: change.embeddingId }),
    ...(change.dimensions !== undefined && { dimensions: change.dimensions }),
    ...(change.isAutomatic !== undefined && { is_automatic: change.isAutomatic ? 1 : 0 }),
    ...(change.doneVersions !== undefined && { done_versions: change.doneVersions }),
    ...(change.totalVersions !== undefined && { total_versions: change.totalVersions }),
    ...(change.gate !== undefined && { gate: JSON.stringify(change.gate) }),
    ...(change.problem !== undefined && { problem: change.problem }),
  };
}

function rowOf(index: EmbeddingIndex): EmbeddingIndexTable {
  return {
    id: index.id,
    folder: index.folder,
    setting: index.setting,
    model_name: index.modelName,
    embedding_id: index.embeddingId,
    dimensions: index.dimensions,
    state: index.state,
    end_reason: index.end,
    is_automatic: index.isAutomatic ? 1 : 0,
    done_versions: index.doneVersions,
    total_versions: index.totalVersions,
    gate: index.gate === null ? null : JSON.stringify(index.gate),
    golden: index.golden === null ? null : JSON.stringify(index.golden),
    problem: index.problem,
    created_by: index.createdBy,
    created_at: index.createdAt,
    switched_at: index.switchedAt,
    kept_until: index.keptUntil,
  };
}

function toIndex(row: EmbeddingIndexTable): EmbeddingIndex {
  return {
    id: row.id,
    folder: row.folder,
    setting: row.setting,
    modelName: row.model_name,
    embeddingId: row.embedding_id,
    dimensions: row.dimensions,
    state: row.state,
    end: row.end_reason,
    isAutomatic: row.is_automatic === 1,
    doneVersions: row.done_versions,
    totalVersions: row.total_versions,
    gate: row.gate === null ? null : fromStoredJson(embeddingGateSchema, row.gate, 'the figures of an index'),
    golden: row.golden === null ? null : fromStoredJson(goldenSchema, row.golden, 'the golden questions of an index'),
    problem: row.problem === null ? null : errorCodeSchema.parse(row.problem),
    createdBy: row.created_by,
    createdAt: row.created_at,
    switchedAt: row.switched_at,
    keptUntil: row.kept_until,
  };
}
