import { isoTime, type Passkey, type PasskeyRepository } from '@carrel/core';
import { z } from 'zod';
import type { PasskeyTable } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';

const transportsSchema = z.array(z.string());

export function createPasskeyRepository({ database, atomically, clock }: SqlContext): PasskeyRepository {
  return {
    async list(userId) {
      const rows = await database
        .selectFrom('passkey')
        .selectAll()
        .where('user_id', '=', userId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toPasskey);
    },

    async find(id) {
      const row = await database.selectFrom('passkey').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toPasskey(row);
    },

    async add({ id, userId, name, publicKey, counter, transports, createdAt }) {
      const row = { id, user_id: userId, name, public_key: publicKey, counter, transports: JSON.stringify(transports) };
      await database
        .insertInto('passkey')
        .values({ ...row, created_at: createdAt, last_used_at: null })
        .execute();
    },

    async rename(id, userId, name) {
      const { numUpdatedRows } = await database
        .updateTable('passkey')
        .set({ name })
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async remove(id, userId) {
      const { numDeletedRows } = await database.deleteFrom('passkey').where('id', '=', id).where('user_id', '=', userId).executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async use(id, counter, at) {
      // In one statement, so that of two uses at once with one counter only one passes (WebAuthn Level 3, §6.1.1).
      const { numUpdatedRows } = await database
        .updateTable('passkey')
        .set({ counter, last_used_at: at })
        .where('id', '=', id)
        .where((where) => where.or([where('counter', '<', counter), where.and([where('counter', '=', 0), where.val(counter === 0)])]))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    begin: ({ challengeSha256, browserSha256, userId, expiresAt }) =>
      atomically(async (transaction) => {
        await transaction.deleteFrom('passkey_challenge').where('expires_at', '<=', isoTime(clock)).execute();
        await transaction
          .insertInto('passkey_challenge')
          .values({ challenge_sha256: challengeSha256, browser_sha256: browserSha256, user_id: userId, expires_at: expiresAt })
          .execute();
      }),

    async consume(challengeSha256, at) {
      const row = await database
        .deleteFrom('passkey_challenge')
        .where('challenge_sha256', '=', challengeSha256)
        .where('expires_at', '>', at)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return null;
      return { challengeSha256, browserSha256: row.browser_sha256, userId: row.user_id, expiresAt: row.expires_at };
    },
  };
}

function toPasskey(row: PasskeyTable): Passkey {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    publicKey: row.public_key,
    counter: row.counter,
    transports: transportsSchema.parse(JSON.parse(row.transports)),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
