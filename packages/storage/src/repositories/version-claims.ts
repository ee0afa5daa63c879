import { isTerminalState, type VersionRepository, versionStates } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';

const openStates = versionStates.filter((state) => !isTerminalState(state));
/** Literals, as in the partial index of what is being worked on, which the planner would not recognise in parameters. */
const isOpen = sql<boolean>`state in (${sql.join(openStates.map((state) => sql.lit(state)))})`;

/** Which versions there is work on, and who holds them. */
export function createVersionClaims({ database }: SqlContext): Pick<VersionRepository, 'listClaimable' | 'listHeld'> {
  return {
    async listClaimable(nowMs, limit) {
      const rows = await database
        .selectFrom('document_version')
        .select('id')
        .where(isOpen)
        .where('lease_until_ms', '<=', nowMs)
        .where('not_before_ms', '<=', nowMs)
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => row.id);
    },

    async listHeld(owner) {
      const rows = await database.selectFrom('document_version').select('id').where(isOpen).where('lease_owner', '=', owner).execute();
      return new Set(rows.map(({ id }) => id));
    },
  };
}
