import { errorCodeSchema, type IndexCareRepository, indexRunKinds } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';

/** Failures in a row are counted up to here. */
const mostCounted = 500;

export function createIndexAlarms({ database }: SqlContext): Pick<IndexCareRepository, 'listAlarms'> {
  return {
    async listAlarms(failures) {
      const found = await Promise.all(
        indexRunKinds.map(async (kind) => {
          const rows = await database
            .selectFrom('index_run')
            .select(['state', 'reason_code', 'ended_at'])
            .where('kind', '=', kind)
            .where('state', 'in', ['succeeded', 'failed'])
            .orderBy('id', 'desc')
            .limit(mostCounted)
            .execute();
          const firstGood = rows.findIndex((row) => row.state === 'succeeded');
          const count = firstGood === -1 ? rows.length : firstGood;
          const [last] = rows;
          if (last === undefined || count < failures) return [];
          return [{ kind, failures: count, reasonCode: errorCodeSchema.parse(last.reason_code), at: last.ended_at ?? '' }];
        }),
      );
      return found.flat();
    },
  };
}
