import type { VersionRepository } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';
import { nextNumber } from './counters.ts';

/** The numbers that tie rows of the index to attempts, and say which of them are served. */
export function createGenerationStatements({ database }: SqlContext): Pick<VersionRepository, 'nextGeneration' | 'activeGenerations'> {
  return {
    nextGeneration: () => nextNumber(database, 'generation'),

    async activeGenerations() {
      const rows = await database
        .selectFrom('document as d')
        .innerJoin('document_version as v', 'v.id', 'd.active_version_id')
        .innerJoin('policy as p', 'p.id', 'd.policy_id')
        .select(['v.id', 'v.generation', 'v.chunk_count', 'p.key', 'p.is_strict'])
        .where('d.deleted_at', 'is', null)
        .execute();
      return new Map(
        rows.flatMap(({ id, generation, chunk_count, key, is_strict }) =>
          generation === null ? [] : [[generation, { versionId: id, chunkCount: chunk_count ?? 0, zoneKey: is_strict === 1 ? key : null }]],
        ),
      );
    },
  };
}
