import { isTerminalState, laneOf, type VersionRepository, versionStates } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { isOver } from './plausible-time.ts';

const openStates = versionStates.filter((state) => !isTerminalState(state));
/** Literals, as in the partial index of what is being worked on, which the planner would not recognise in parameters. */
const isOpen = sql<boolean>`state in (${sql.join(openStates.map((state) => sql.lit(state)))})`;

/** Which versions there is work on, and who holds them. */
export function createVersionClaims({
  database,
}: SqlContext): Pick<VersionRepository, 'listClaimable' | 'listHeld' | 'queueState' | 'describeWork' | 'openBytes'> {
  return {
    async listClaimable(nowMs, limit) {
      const rows = await database
        .selectFrom('document_version')
        .select('id')
        .where(isOpen)
        .where(isOver('lease_until_ms', nowMs))
        .where(isOver('not_before_ms', nowMs))
        .orderBy('queue_order')
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => row.id);
    },

    async openBytes() {
      const row = await database
        .selectFrom('document_version')
        .select(({ fn }) => fn.sum<number | string | null>('size_bytes').as('bytes'))
        .where(isOpen)
        .executeTakeFirst();
      return Number(row?.bytes ?? 0);
    },

    async describeWork(ids) {
      if (ids.length === 0) return [];
      const rows = await database
        .selectFrom('document_version')
        .select(['id', 'size_bytes', 'queue_flow'])
        .where('id', 'in', ids)
        .execute();
      return rows.map((row) => ({ id: row.id, sizeBytes: row.size_bytes, lane: laneOf(row.queue_flow) }));
    },

    async queueState(flow) {
      // Each is the end of an index.
      const { rows } = await sql<{ held: number | null; first: number | null; last: number | null }>`
        select
          (select max(queue_start) from document_version where lease_owner is not null) as held,
          (select min(queue_start) from document_version where ${isOpen}) as first,
          (select max(queue_finish) from document_version where ${isOpen} and queue_flow = ${flow}) as last`.execute(database);
      const [row] = rows;
      return { virtualTime: row?.held ?? row?.first ?? 0, lastFinish: row?.last ?? 0 };
    },

    async listHeld(owner) {
      const rows = await database.selectFrom('document_version').select('id').where(isOpen).where('lease_owner', '=', owner).execute();
      return new Set(rows.map(({ id }) => id));
    },
  };
}
