import type { VersionRepository } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';
import { nextNumber } from './counters.ts';

/** The numbers that tie rows of the index to attempts, and say which of them are served. */
export function createGenerationStatements({ database }: SqlContext): Pick<VersionRepository, 'nextGeneration' | 'activeGenerations'> {
  const policyKeys = async () => {
    const keys = await database.selectFrom('policy').select(['id', 'key']).execute();
    const moves = await database
      .selectFrom('policy_move as m')
      .innerJoin('policy as p', 'p.id', 'm.from_id')
      .select(['m.to_id as id', 'p.key'])
      .execute();
    return setsById([...keys, ...moves]);
  };
  const collectionKeys = async () => {
    const keys = await database.selectFrom('collection').select(['id', 'key']).execute();
    const moves = await database
      .selectFrom('collection_move as m')
      .innerJoin('collection as c', 'c.id', 'm.from_id')
      .select(['m.to_id as id', 'c.key'])
      .execute();
    return setsById([...keys, ...moves]);
  };

  return {
    nextGeneration: () => nextNumber(database, 'generation'),

    async activeGenerations() {
      const rows = await database
        .selectFrom('document as d')
        .innerJoin('document_version as v', 'v.id', 'd.active_version_id')
        .innerJoin('policy as p', 'p.id', 'd.policy_id')
        .select(['v.id', 'v.generation', 'v.chunk_count', 'p.key', 'p.is_strict', 'd.policy_id', 'd.collection_id'])
        .where('d.deleted_at', 'is', null)
        .execute();
      // After the documents: whatever one of them was moved to, the way it came is known by now.
      const [ofPolicy, ofCollection] = [await policyKeys(), await collectionKeys()];
      return new Map(
        rows.flatMap((row) => {
          if (row.generation === null) return [];
          const active = {
            versionId: row.id,
            chunkCount: row.chunk_count ?? 0,
            zoneKey: row.is_strict === 1 ? row.key : null,
            policyKeys: ofPolicy.get(row.policy_id) ?? noKeys,
            collectionKeys: ofCollection.get(row.collection_id) ?? noKeys,
          };
          return [[row.generation, active]];
        }),
      );
    },
  };
}

const noKeys: ReadonlySet<number> = new Set();

function setsById(rows: readonly { readonly id: string; readonly key: number }[]): ReadonlyMap<string, ReadonlySet<number>> {
  const sets = new Map<string, Set<number>>();
  for (const { id, key } of rows) sets.set(id, (sets.get(id) ?? new Set()).add(key));
  return sets;
}
