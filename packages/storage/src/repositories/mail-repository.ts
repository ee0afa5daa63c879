import { linkMailKinds, type MailDelivery, type MailRepository, noticeKinds } from '@carrel/core';
import type { Selectable } from 'kysely';
import type { MailDeliveryTable } from '../sql/mail-tables.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { inBatches } from './in-batches.ts';

const keptMs = 90 * 24 * 60 * 60_000;
const mostFailed = 100;
const batchSize = 1_000;

export function createMailRepository(context: SqlContext): MailRepository {
  const { database, atomically } = context;
  return {
    ...noticeStatements(context),

    add: ({ id, userId, kind, address, createdAt }) =>
      atomically(async (transaction) => {
        const oldest = new Date(Date.parse(createdAt) - keptMs).toISOString();
        await transaction.deleteFrom('mail_delivery').where('created_at', '<', oldest).execute();
        const isLink = linkMailKinds.some((one) => one === kind);
        const times = { created_at: createdAt, changed_at: createdAt, due_at: createdAt };
        await transaction
          .insertInto('mail_delivery')
          .values({
            id,
            user_id: userId,
            kind,
            address,
            state: isLink ? 'sending' : 'waiting',
            reason: null,
            attempts: isLink ? 1 : 0,
            ...times,
          })
          .execute();
      }),

    async settle(id, outcome, at) {
      await database
        .updateTable('mail_delivery')
        .set({
          state: outcome.state,
          changed_at: at,
          reason: outcome.state === 'sent' ? null : outcome.reason,
          ...(outcome.state === 'waiting' && { due_at: outcome.dueAt }),
        })
        .where('id', '=', id)
        .execute();
    },

    async listNewestLinks(userIds) {
      const newest = new Map<string, MailDelivery>();
      await inBatches(userIds, batchSize, async (batch) => {
        const rows = await database
          .selectFrom('mail_delivery')
          .selectAll()
          .where('user_id', 'in', batch)
          .where('kind', 'in', linkMailKinds)
          .orderBy('created_at')
          .orderBy('id')
          .execute();
        for (const row of rows) newest.set(row.user_id, toDelivery(row));
      });
      return [...newest.values()];
    },

    async listFailed(since) {
      const rows = await database
        .selectFrom('mail_delivery')
        .selectAll()
        .where('state', '=', 'failed')
        .where('changed_at', '>=', since)
        .orderBy('changed_at', 'desc')
        .orderBy('id')
        .limit(mostFailed)
        .execute();
      return rows.map(toDelivery);
    },
  };
}

function noticeStatements({ atomically }: SqlContext): Pick<MailRepository, 'claimNotices'> {
  return {
    claimNotices: ({ at, staleBefore, limit }) =>
      atomically(async (transaction) => {
        const due = await transaction
          .selectFrom('mail_delivery')
          .select(['id', 'state', 'changed_at'])
          .where('kind', 'in', noticeKinds)
          .where((where) =>
            where.or([
              where.and([where('state', '=', 'waiting'), where('due_at', '<=', at)]),
              where.and([where('state', '=', 'sending'), where('changed_at', '<', staleBefore)]),
            ]),
          )
          .orderBy('due_at')
          .orderBy('id')
          .limit(limit)
          .execute();
        const claimed: MailDelivery[] = [];
        for (const { id, state, changed_at } of due) {
          // Of two processes that see it, one changes what it saw.
          const row = await transaction
            .updateTable('mail_delivery')
            .set((set) => ({ state: 'sending', changed_at: at, attempts: set('attempts', '+', 1) }))
            .where('id', '=', id)
            .where('state', '=', state)
            .where('changed_at', '=', changed_at)
            .returningAll()
            .executeTakeFirst();
          if (row !== undefined) claimed.push(toDelivery(row));
        }
        return claimed;
      }),
  };
}

function toDelivery(row: Selectable<MailDeliveryTable>): MailDelivery {
  const { id, kind, address, state, reason, attempts } = row;
  return { id, userId: row.user_id, kind, address, state, reason, attempts, createdAt: row.created_at, changedAt: row.changed_at };
}
