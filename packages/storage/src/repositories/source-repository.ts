import { CarrelError, errorCodeSchema, type Source, type SourceRepository, type SourceRun, type SourceState } from '@carrel/core';
import { z } from 'zod';
import type { SourceTable } from '../sql/source-tables.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { createSourceCounts } from './source-counts.ts';
import { createSourceEntries } from './source-entries.ts';
import { fromStoredJson, storedStringsSchema } from './stored-json.ts';

const runSchema: z.ZodType<SourceRun> = z.object({
  startedAt: z.string(),
  endedAt: z.string(),
  seen: z.number(),
  added: z.number(),
  changed: z.number(),
  moved: z.number(),
  unchanged: z.number(),
  deleted: z.number(),
  waiting: z.number(),
  skipped: z.number(),
  failed: z.number(),
  held: z.number(),
  warning: errorCodeSchema.nullable(),
});

export function createSourceRepository(context: SqlContext): SourceRepository {
  const { database, atomically } = context;
  const live = () => database.selectFrom('source').selectAll().where('deleted_at', 'is', null);

  return {
    ...createSourceEntries(context),
    ...createSourceCounts(context),

    async create(source) {
      await database.insertInto('source').values(rowOf(source)).execute();
    },

    async find(id) {
      const row = await live().where('id', '=', id).executeTakeFirst();
      return row ? toState(row) : null;
    },

    async list() {
      return (await live().orderBy('name').execute()).map(toState);
    },

    async listDue(nowMs, limit) {
      const rows = await live().where('is_paused', '=', 0).where('next_run_ms', '<=', nowMs).orderBy('next_run_ms').limit(limit).execute();
      return rows.map(toState);
    },

    async update(id, change) {
      const columns = {
        ...(change.isPaused !== undefined && { is_paused: change.isPaused ? 1 : 0, next_run_ms: 0 }),
        ...(change.ignore !== undefined && { ignore_patterns: JSON.stringify(change.ignore), next_run_ms: 0 }),
      };
      if (Object.keys(columns).length === 0) return (await live().where('id', '=', id).executeTakeFirst()) !== undefined;
      const { numUpdatedRows } = await database
        .updateTable('source')
        .set(columns)
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async requestRun(id, { nowMs, confirmsDeletions }) {
      const { numUpdatedRows } = await database
        .updateTable('source')
        .set({ next_run_ms: nowMs, ...(confirmsDeletions && { is_deletion_confirmed: 1 }) })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async saveRun(id, { run, nextRunMs, identity }) {
      await database
        .updateTable('source')
        .set({
          last_run: JSON.stringify(run),
          next_run_ms: nextRunMs,
          is_deletion_confirmed: 0,
          ...(identity !== null && { identity }),
        })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .execute();
    },

    remove: (id, at) =>
      atomically(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('source')
          .set({ deleted_at: at })
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await transaction.deleteFrom('source_entry').where('source_id', '=', id).execute();
        return true;
      }),
  };
}

function rowOf(source: Source): SourceTable {
  return {
    id: source.id,
    kind: source.kind,
    name: source.name,
    location: source.location,
    collection_id: source.collectionId,
    policy_id: source.policyId,
    ignore_patterns: JSON.stringify(source.ignore),
    is_paused: source.isPaused ? 1 : 0,
    created_by: source.createdBy,
    created_at: source.createdAt,
    deleted_at: null,
    identity: null,
    is_deletion_confirmed: 0,
    last_run: null,
    next_run_ms: 0,
  };
}

function toState(row: SourceTable): SourceState {
  if (row.kind !== 'folder') throw new CarrelError('SCHEMA_TOO_NEW', { message: 'a source is of a kind that this Carrel does not know' });
  return {
    source: {
      id: row.id,
      kind: row.kind,
      name: row.name,
      location: row.location,
      collectionId: row.collection_id,
      policyId: row.policy_id,
      ignore: fromStoredJson(storedStringsSchema, row.ignore_patterns, 'the patterns of a source'),
      isPaused: row.is_paused === 1,
      createdBy: row.created_by,
      createdAt: row.created_at,
    },
    lastRun: row.last_run === null ? null : fromStoredJson(runSchema, row.last_run, 'the last run of a source'),
    nextRunMs: row.is_paused === 1 ? null : row.next_run_ms,
    identity: row.identity,
    isDeletionConfirmed: row.is_deletion_confirmed === 1,
  };
}
