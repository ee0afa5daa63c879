import type { AccessGround, SessionMethod, SessionRecord, SessionRepository } from '@carrel/core';
import { sessionMethods } from '@carrel/core';
import { z } from 'zod';
import type { SessionTable } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { decodeCursor, pageOf } from './keyset-cursor.ts';

const cursorSchema = z.tuple([z.iso.datetime(), z.string()]);

export function createSessionRepository(context: SqlContext): SessionRepository {
  const { database } = context;
  return {
    async list(userId, at) {
      const rows = await database
        .selectFrom('session')
        .selectAll()
        .where('userId', '=', userId)
        .where('expiresAt', '>', at)
        .orderBy('updatedAt', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(toSession);
    },

    async listAll({ limit, cursor }, at) {
      const [lastSeenAt, lastId] = cursor === undefined ? [null, ''] : decodeCursor(cursor, cursorSchema);
      const rows = await database
        .selectFrom('session')
        .selectAll()
        .where('expiresAt', '>', at)
        .$if(lastSeenAt !== null, (query) =>
          query.where((where) =>
            where.or([
              where('updatedAt', '<', lastSeenAt ?? at),
              where.and([where('updatedAt', '=', lastSeenAt ?? at), where('id', '>', lastId)]),
            ]),
          ),
        )
        .orderBy('updatedAt', 'desc')
        .orderBy('id')
        .limit(limit + 1)
        .execute();
      return pageOf(rows.map(toSession), limit, { item: (session) => session, cursor: (session) => [session.lastSeenAt, session.id] });
    },

    async end(id, userId) {
      const { numDeletedRows } = await database.deleteFrom('session').where('id', '=', id).where('userId', '=', userId).executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async endAll(userId, exceptId) {
      const rows = await database
        .deleteFrom('session')
        .where('userId', '=', userId)
        .$if(exceptId !== null, (query) => query.where('id', '!=', exceptId ?? ''))
        .returning('id')
        .execute();
      return rows.map((row) => row.id);
    },

    async confirm(id, at) {
      await database.updateTable('session').set({ confirmedAt: at }).where('id', '=', id).execute();
    },

    areLive: (grounds, at) => areLive(context, grounds, at),
  };
}

/** Four short statements at most, whatever the number of grounds. */
async function areLive({ database }: SqlContext, grounds: readonly AccessGround[], at: string): Promise<readonly boolean[]> {
  if (grounds.length === 0) return [];
  const userIds = [...new Set(grounds.map((ground) => ground.userId))];
  const sessionIds = grounds.flatMap(({ sessionId }) => sessionId ?? []);
  const keyIds = grounds.flatMap(({ apiKeyId }) => apiKeyId ?? []);
  const users = await database.selectFrom('user').select('id').where('id', 'in', userIds).where('isActive', '=', 1).execute();
  const sessions =
    sessionIds.length === 0
      ? []
      : await database.selectFrom('session').select('id').where('id', 'in', sessionIds).where('expiresAt', '>', at).execute();
  const keys =
    keyIds.length === 0
      ? []
      : await database
          .selectFrom('api_key')
          .select('id')
          .where('id', 'in', keyIds)
          .where('revoked_at', 'is', null)
          .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', at)]))
          .execute();
  const linkIds = grounds.flatMap(({ slackLinkId }) => slackLinkId ?? []);
  const links = linkIds.length === 0 ? [] : await database.selectFrom('slack_link').select('id').where('id', 'in', linkIds).execute();
  const live = new Set<string>([...users, ...sessions, ...keys, ...links].map(({ id }) => id));
  return grounds.map(({ userId, sessionId, apiKeyId, slackLinkId }) =>
    [userId, sessionId, apiKeyId, slackLinkId].every((id) => id === undefined || live.has(id)),
  );
}

function toSession(row: SessionTable): SessionRecord {
  return {
    id: row.id,
    userId: row.userId,
    method: methodOf(row.method),
    isMultiFactor: row.isMultiFactor === true || row.isMultiFactor === 1,
    ipAddress: row.ipAddress === '' ? null : row.ipAddress,
    userAgent: row.userAgent === '' ? null : row.userAgent,
    createdAt: new Date(row.createdAt).toISOString(),
    lastSeenAt: new Date(row.updatedAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
  };
}

function methodOf(stored: string | null): SessionMethod {
  return sessionMethods.find((method) => method === stored) ?? 'password';
}
