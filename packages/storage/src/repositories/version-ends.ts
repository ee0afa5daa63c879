import { isTerminalState, type VersionRepository, versionStates } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';

const openStates = versionStates.filter((state) => !isTerminalState(state));

/** The work on a version is ended or begun again from outside, whoever is at it. */
export function createVersionEnds({ database }: SqlContext): Pick<VersionRepository, 'retry' | 'cancel'> {
  return {
    async cancel(id) {
      const { numUpdatedRows } = await database
        .updateTable('document_version')
        .set({
          state: 'failed',
          reason_code: 'CANCELLED',
          reason_is_retryable: 1,
          lease_owner: null,
          lease_until_ms: 0,
          generation: null,
          progress_stage: null,
          progress_done: null,
          progress_total: null,
        })
        .where('id', '=', id)
        .where('state', 'in', openStates)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    /** From `failed` back to `stored`; whoever held it then has no lease any more. */
    async retry(id) {
      const { numUpdatedRows } = await database
        .updateTable('document_version')
        .set({
          state: 'stored',
          attempt: 0,
          reason_code: null,
          reason_is_retryable: null,
          lease_owner: null,
          lease_until_ms: 0,
          not_before_ms: 0,
        })
        .where('id', '=', id)
        .where('state', '=', 'failed')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}
