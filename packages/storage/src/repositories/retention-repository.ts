import type { ContentHold, ErasureRequest, RetentionRepository } from '@carrel/core';
import type { ContentHoldTable, ErasureRequestTable } from '../sql/audit-tables.ts';
import type { Selectable } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { erasePerson } from './erase-person.ts';

export function createRetentionRepository({ database, atomically }: SqlContext): RetentionRepository {
  const openHold = (id: string) => database.updateTable('content_hold').where('id', '=', id).where('released_at', 'is', null);
  return {
    async placeHold({ id, userId, reason, placedBy, placedAt }) {
      await database.insertInto('content_hold').values({ id, user_id: userId, reason, placed_by: placedBy, placed_at: placedAt }).execute();
    },
    async findHold(id) {
      const row = await database.selectFrom('content_hold').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toHold(row) : null;
    },
    async listHolds() {
      const rows = await database.selectFrom('content_hold').selectAll().orderBy('placed_at', 'desc').orderBy('id').execute();
      return rows.map(toHold);
    },
    async isHeld(userId) {
      const row = await database
        .selectFrom('content_hold')
        .select('id')
        .where('user_id', '=', userId)
        .where('released_at', 'is', null)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    async askRelease(id, { by, at, eventId }) {
      const { numUpdatedRows } = await openHold(id)
        .set({ release_asked_by: by, release_asked_at: at, release_event_id: eventId })
        .where('release_asked_by', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async releaseHold(id, by, at) {
      const { numUpdatedRows } = await openHold(id)
        .set({ released_by: by, released_at: at })
        .where('release_asked_by', 'is not', null)
        .where('release_asked_by', '<>', by)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async askErasure({ id, userId, reason, askedBy, askedAt, eventId }) {
      await database
        .insertInto('erasure_request')
        .values({ id, user_id: userId, reason, asked_by: askedBy, asked_at: askedAt, event_id: eventId })
        .execute();
    },
    async findErasure(id) {
      const row = await database.selectFrom('erasure_request').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toErasure(row) : null;
    },
    async listErasures() {
      const rows = await database.selectFrom('erasure_request').selectAll().orderBy('asked_at', 'desc').orderBy('id').execute();
      return rows.map(toErasure);
    },
    async closeErasure(id, by, at) {
      const { numUpdatedRows } = await database
        .updateTable('erasure_request')
        .set({ approved_by: by, executed_at: at })
        .where('id', '=', id)
        .where('executed_at', 'is', null)
        .where('asked_by', '<>', by)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    erasePerson: (userId, at) => atomically((transaction) => erasePerson(transaction, userId, at)),
  };
}

function toHold(row: Selectable<ContentHoldTable>): ContentHold {
  const { release_asked_by: by, release_asked_at: at, release_event_id: eventId } = row;
  return {
    id: row.id,
    userId: row.user_id,
    reason: row.reason,
    placedBy: row.placed_by,
    placedAt: row.placed_at,
    releaseAsked: by === null || at === null || eventId === null ? null : { by, at, eventId },
    releasedBy: row.released_by,
    releasedAt: row.released_at,
  };
}

function toErasure(row: Selectable<ErasureRequestTable>): ErasureRequest {
  return {
    id: row.id,
    userId: row.user_id,
    reason: row.reason,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    eventId: row.event_id,
    approvedBy: row.approved_by,
    executedAt: row.executed_at,
  };
}
