import { type AuditRepository, CarrelError, type WrappedKey } from '@carrel/core';
import { sql } from 'kysely';
import type { Schema } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { inBatches } from './in-batches.ts';
import { jsonStrings } from './json-rows.ts';
import { plainBytes } from './plain-bytes.ts';

const batchRows = 200;

type SealStatements = Pick<
  AuditRepository,
  'insertSealed' | 'listSealed' | 'findKey' | 'findKeys' | 'findKeyById' | 'insertKey' | 'subjectRef' | 'findUserBySubject'
>;

/** What the log only points to: sealed texts, the keys that they were sealed with, and who stands behind a pseudonym. */
export function createSealStatements({ database, dialectName }: SqlContext): SealStatements {
  const findKey: AuditRepository['findKey'] = async (kind, ownerRef) => {
    const row = await database
      .selectFrom('audit_dek')
      .selectAll()
      .where('kind', '=', kind)
      .where('owner_ref', '=', ownerRef)
      .executeTakeFirst();
    return row ? toKey(row) : null;
  };

  return {
    findKey,

    async insertSealed(fields) {
      const rows = fields.map((field) => ({
        event_id: field.eventId,
        field: field.field,
        ciphertext: field.ciphertext,
        dek_id: field.dekId,
      }));
      await inBatches(rows, batchRows, (batch) => database.insertInto('audit_sealed').values(batch).execute());
    },

    async listSealed(eventIds) {
      const rows = await database
        .selectFrom('audit_sealed')
        .selectAll()
        .where(sql<boolean>`event_id in (${jsonStrings(dialectName, eventIds)})`)
        .orderBy('event_id')
        .orderBy('field')
        .execute();
      return rows.map((row) => ({ eventId: row.event_id, field: row.field, ciphertext: plainBytes(row.ciphertext), dekId: row.dek_id }));
    },

    async findKeys(kind, ownerRefs) {
      if (ownerRefs.length === 0) return [];
      const rows = await database
        .selectFrom('audit_dek')
        .selectAll()
        .where('kind', '=', kind)
        .where(sql<boolean>`owner_ref in (${jsonStrings(dialectName, ownerRefs)})`)
        .execute();
      return rows.map(toKey);
    },

    async findKeyById(dekId) {
      const row = await database.selectFrom('audit_dek').selectAll().where('dek_id', '=', dekId).executeTakeFirst();
      return row ? toKey(row) : null;
    },

    async insertKey({ dekId, kind, ownerRef, wrapped }) {
      await database
        .insertInto('audit_dek')
        .values({ dek_id: dekId, kind, owner_ref: ownerRef, wrapped })
        .onConflict((conflict) => conflict.columns(['kind', 'owner_ref']).doNothing())
        .execute();
      const key = await findKey(kind, ownerRef);
      if (key === null) throw new CarrelError('INTERNAL', { message: 'a data key was not found after it was inserted' });
      return key;
    },

    async subjectRef(userId, candidate) {
      const find = () => database.selectFrom('audit_subject').select('ref').where('user_id', '=', userId);
      const known = await find().executeTakeFirst();
      if (known !== undefined) return known.ref;
      await database
        .insertInto('audit_subject')
        .values({ user_id: userId, ref: candidate })
        .onConflict((conflict) => conflict.column('user_id').doNothing())
        .execute();
      return (await find().executeTakeFirstOrThrow()).ref;
    },

    async findUserBySubject(ref) {
      const row = await database.selectFrom('audit_subject').select('user_id').where('ref', '=', ref).executeTakeFirst();
      return row?.user_id ?? null;
    },
  };
}

function toKey(row: Schema['audit_dek']): WrappedKey {
  return { dekId: row.dek_id, kind: row.kind, ownerRef: row.owner_ref, wrapped: plainBytes(row.wrapped) };
}
