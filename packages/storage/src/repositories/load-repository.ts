import type { LoadRepository } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';

const questions = 'questions';

export function createLoadRepository({ database }: SqlContext): LoadRepository {
  return {
    async putQuestionLoad({ latencyMs, baselineMs, atMs }) {
      const values = { value: Math.round(latencyMs), baseline: Math.round(baselineMs), at_ms: atMs };
      await database
        .insertInto('load_signal')
        .values({ name: questions, ...values })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
        .execute();
    },

    async findQuestionLoad() {
      const row = await database.selectFrom('load_signal').selectAll().where('name', '=', questions).executeTakeFirst();
      return row ? { latencyMs: row.value, baselineMs: row.baseline, atMs: row.at_ms } : null;
    },
  };
}
