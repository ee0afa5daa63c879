import type { SettingRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';

export function createSettingRepository({ database, atomically }: SqlContext): SettingRepository {
  return {
    async find(name) {
      const row = await database
        .selectFrom('setting')
        .select(['version', 'value'])
        .where('name', '=', name)
        .orderBy('version', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },

    put: (name, value, at) =>
      atomically(async (transaction) => {
        const { rows } = await sql<{ version: number }>`
          insert into setting (name, version, value, created_at)
            select ${name}, coalesce(max(version), 0) + 1, ${value}, ${at} from setting where name = ${name}
            returning version`.execute(transaction);
        return rows[0]?.version ?? 0;
      }),
  };
}
