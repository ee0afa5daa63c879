import type { DocumentId, DocumentRepository } from '@carrel/core';
import { type RawBuilder, sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { selectDocumentRows, toDocumentWithVersion } from './document-rows.ts';
import { visiblePolicyIds } from './visible-policies.ts';

/**
 * Reads `document.change_seq` (see `document-change-triggers.ts`). What is numbered above the horizon may still be
 * joined by changes with lower numbers that are not committed yet, so nothing above it is given.
 */
export function createDocumentChanges({
  database,
  dialectName,
}: SqlContext): Pick<DocumentRepository, 'changesAfter' | 'currentChangeCursor'> {
  const horizon: RawBuilder<number> =
    dialectName === 'sqlite'
      ? sql<number>`(select value from counter where name = 'document-change')`
      : sql<number>`(pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)`;

  return {
    async changesAfter(cursor, limit, audience, at) {
      // The page ends where the numbers change, so that what one transaction did together is never cut in two.
      const { rows: changes } = await sql<{ id: DocumentId; change_seq: number; is_deleted: number; is_visible: number }>`
        with changed as (
          select id, policy_id, change_seq, deleted_at from document where change_seq > ${cursor} and change_seq <= ${horizon}
        )
        select id, change_seq, case when deleted_at is null then 0 else 1 end as is_deleted,
            case when policy_id in (${visiblePolicyIds({ dialectName, audience, at })}) then 1 else 0 end as is_visible
          from changed
          where change_seq <= (select max(change_seq) from (select change_seq from changed order by change_seq limit ${limit}) as page)
          order by change_seq, id`.execute(database);
      const visible = changes.filter((change) => change.is_visible === 1);
      const liveIds = visible.filter((change) => change.is_deleted === 0).map((change) => change.id);
      const rows =
        liveIds.length === 0
          ? []
          : await selectDocumentRows(database)
              .where('d.id', 'in', liveIds)
              .where('d.deleted_at', 'is', null)
              // Once more: this is another statement, and a grant may have ended between the two.
              .where(sql<boolean>`d.policy_id in (${visiblePolicyIds({ dialectName, audience, at })})`)
              .orderBy('d.change_seq')
              .orderBy('d.id')
              .execute();
      return {
        cursor: changes.at(-1)?.change_seq ?? cursor,
        changed: rows.map(toDocumentWithVersion),
        deletedIds: visible.filter((change) => change.is_deleted === 1).map((change) => change.id),
      };
    },

    async currentChangeCursor() {
      const { rows } = await sql<{ cursor: number }>`select ${horizon} as cursor`.execute(database);
      return rows[0]?.cursor ?? 0;
    },
  };
}
