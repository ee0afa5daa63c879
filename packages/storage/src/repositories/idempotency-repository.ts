import type { IdempotencyRepository } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';

export function createIdempotencyRepository({ database, atomically }: SqlContext): IdempotencyRepository {
  return {
    async find(userId, key, at) {
      const row = await database
        .selectFrom('idempotency')
        .select('result')
        .where('user_id', '=', userId)
        .where('key', '=', key)
        .where('expires_at', '>', at)
        .executeTakeFirst();
      return row?.result ?? null;
    },

    put: ({ userId, key, result, at, expiresAt }) =>
      atomically(async (transaction) => {
        await transaction.deleteFrom('idempotency').where('expires_at', '<=', at).execute();
        await transaction.insertInto('idempotency').values({ user_id: userId, key, result, expires_at: expiresAt }).execute();
      }),
  };
}
