import type { ContentHold, ContentOwner, ErasureRequest, RetentionRepository } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { ContentHoldTable, ErasureRequestTable } from '../sql/audit-tables.ts';
import type { Selectable } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { createDocumentCards } from './document-cards.ts';
import { createContentErasure } from './content-erasure.ts';
import { answersWith } from './erase-document.ts';

export function createRetentionRepository(context: SqlContext): RetentionRepository {
  const { database } = context;
  const openHold = (id: string) => database.updateTable('content_hold').where('id', '=', id).where('released_at', 'is', null);
  return {
    ...createDocumentCards(context),
    ...createContentErasure(context),
    async placeHold({ id, owner, reason, placedBy, placedAt }) {
      const hold = { id, ...ownerColumns(owner), reason, placed_by: placedBy, placed_at: placedAt };
      await database.insertInto('content_hold').values(hold).execute();
    },
    async findHold(id) {
      const row = await database.selectFrom('content_hold').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toHold(row) : null;
    },
    async listHolds() {
      const rows = await database.selectFrom('content_hold').selectAll().orderBy('placed_at', 'desc').orderBy('id').execute();
      return rows.map(toHold);
    },
    async isHeld(owner) {
      const open = database.selectFrom('content_hold').select('id').where('released_at', 'is', null).limit(1);
      const row = await (
        owner.kind === 'user' ? open.where('user_id', '=', owner.userId) : open.where('document_id', '=', owner.documentId)
      ).executeTakeFirst();
      if (row !== undefined || owner.kind === 'user') return row !== undefined;
      const owners = new Set((await answersWith(database, owner.documentId)).map(({ owner_id: ownerId }) => ownerId));
      const held = await database.selectFrom('content_hold').select('user_id').where('released_at', 'is', null).execute();
      return held.some(({ user_id: userId }) => userId !== null && owners.has(userId));
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
    async askErasure({ id, owner, reason, askedBy, askedAt, eventId }) {
      await database
        .insertInto('erasure_request')
        .values({ id, ...ownerColumns(owner), reason, asked_by: askedBy, asked_at: askedAt, event_id: eventId })
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
  };
}

function ownerColumns(owner: ContentOwner) {
  return owner.kind === 'user' ? { user_id: owner.userId, document_id: null } : { user_id: null, document_id: owner.documentId };
}

function toOwner(row: Pick<ContentHoldTable, 'user_id' | 'document_id'>): ContentOwner {
  if (row.user_id !== null) return { kind: 'user', userId: row.user_id };
  if (row.document_id !== null) return { kind: 'document', documentId: row.document_id };
  throw new CarrelError('INTERNAL', { message: 'expected a person or a document' });
}

function toHold(row: Selectable<ContentHoldTable>): ContentHold {
  const { release_asked_by: by, release_asked_at: at, release_event_id: eventId } = row;
  return {
    id: row.id,
    owner: toOwner(row),
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
    owner: toOwner(row),
    reason: row.reason,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    eventId: row.event_id,
    approvedBy: row.approved_by,
    executedAt: row.executed_at,
  };
}
