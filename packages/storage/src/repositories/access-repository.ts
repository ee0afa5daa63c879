import type { AccessRepository, ChunkId, CollectionId, DocumentId, PolicyId, ReadableChunk, ReadingScope, VersionId } from '@carrel/core';
import { policyIdSchema } from '@carrel/core';
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { DialectName } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { createGrantStatements } from './grant-statements.ts';
import { createGroupChanges } from './group-changes.ts';
import { createGroupStatements } from './group-statements.ts';
import { jsonCandidates, jsonIntegers, jsonStrings } from './json-rows.ts';
import { createNestingStatements } from './nesting-statements.ts';
import { createPolicyStatements } from './policy-statements.ts';
import { fromStoredJson, storedLocation, storedValidity, storedStringsSchema } from './stored-json.ts';
import { visiblePolicyIds } from './visible-policies.ts';

interface ReadableChunkRow {
  readonly generation: number;
  readonly ordinal: number;
  readonly chunk_id: ChunkId;
  readonly document_id: DocumentId;
  readonly version_id: VersionId;
  readonly collection_id: CollectionId;
  readonly policy_id: PolicyId;
  readonly title: string;
  readonly path: string;
  readonly page: number | null;
  readonly headings: string;
  readonly start_offset: number;
  readonly end_offset: number;
  readonly text: string;
  readonly text_sha256: string;
  readonly location: string | null;
  readonly validity: string | null;
}

/** Id, key, whether it is visible, whether it is strict. */
const keyedSchema = z.array(z.tuple([policyIdSchema, z.int(), z.int(), z.int()]));

function keyedAsJson(dialectName: DialectName): RawBuilder<string> {
  return dialectName === 'sqlite'
    ? sql<string>`json_group_array(json_array(id, key, is_visible, is_strict))`
    : sql<string>`coalesce(json_agg(json_build_array(id, key, is_visible, is_strict)), '[]')::text`;
}

export function createAccessRepository(context: SqlContext): AccessRepository {
  const { database, dialectName } = context;
  return {
    ...createPolicyStatements(context),
    ...createGrantStatements(context),
    ...createGroupStatements(context),
    ...createGroupChanges(context),
    ...createNestingStatements(context),

    async visiblePolicies(audience, at) {
      // One text in place of a row for each: hundreds of rows cost as much as finding them.
      const { rows } = await sql<{ epoch: number; keyed: string }>`
        with visible (policy_id) as (${visiblePolicyIds({ dialectName, audience, at })}),
        keyed (id, key, is_visible, is_strict) as (
          select policy.id, policy.key, 1, policy.is_strict from policy where policy.id in (select policy_id from visible)
          union all
          select policy.id, policy.key, 0, 0 from policy
            where policy.id in (select from_id from policy_move where to_id in (select policy_id from visible))
              and policy.id not in (select policy_id from visible)
        )
        select counter.value as epoch, (select ${keyedAsJson(dialectName)} from keyed) as keyed
          from counter where counter.name = 'access-epoch'`.execute(database);
      const [row] = rows;
      const keyed = (row === undefined ? [] : fromStoredJson(keyedSchema, row.keyed, 'the visible policies')).toSorted(
        (one, other) => one[1] - other[1],
      );
      return {
        policies: keyed.filter(([, , isVisible]) => isVisible === 1).map(([id, key]) => ({ id, key })),
        indexKeys: keyed.map(([, key]) => key),
        zoneKeys: keyed.filter(([, , , isStrict]) => isStrict === 1).map(([, key]) => key),
        epoch: row?.epoch ?? 0,
      };
    },

    async readableGenerations({ generations, ...scope }) {
      if (generations.length === 0 || scope.audience.length === 0) return new Set();
      const { rows } = await sql<{ generation: number }>`
        select v.generation from (${jsonIntegers(dialectName, generations)}) as asked cross join document_version v cross join document d
          where v.generation = asked.value and ${isServed(dialectName, scope)}`.execute(database);
      return new Set(rows.map((row) => row.generation));
    },

    async readableChunks({ candidates, ...scope }) {
      if (candidates.length === 0 || scope.audience.length === 0) return [];
      const { rows } = await sql<ReadableChunkRow>`
        select candidate.generation, candidate.ordinal, k.id as chunk_id, d.id as document_id, v.id as version_id, d.collection_id, d.policy_id, d.title, d.path,
            k.page, k.headings, k.start_offset, k.end_offset, k.text, k.text_sha256, k.location, v.validity
          from (${jsonCandidates(dialectName, candidates)}) as candidate cross join document_version v cross join document d cross join chunk k
          where v.generation = candidate.generation and k.version_id = v.id and k.ordinal = candidate.ordinal and ${isServed(dialectName, scope)}
          order by candidate.position`.execute(database);
      return rows.map(toReadableChunk);
    },

    async readableDocuments(documentIds, audience, at) {
      if (documentIds.length === 0 || audience.length === 0) return new Set();
      const { rows } = await sql<{ id: DocumentId }>`
        select d.id from document d
          where d.id in (${jsonStrings(dialectName, documentIds)}) and d.deleted_at is null
            and d.policy_id in (${visiblePolicyIds({ dialectName, audience, at })})`.execute(database);
      return new Set(rows.map((row) => row.id));
    },
  };
}

/** The rule for a version `v` and its document `d`: published, active, not deleted, and visible to the whole audience. */
function isServed(dialectName: DialectName, { audience, at, collectionIds }: ReadingScope): RawBuilder<boolean> {
  const isInCollections =
    collectionIds === undefined ? sql<boolean>`1 = 1` : sql<boolean>`d.collection_id in (${jsonStrings(dialectName, collectionIds)})`;
  return sql<boolean>`v.state = 'published' and d.id = v.document_id and d.active_version_id = v.id and d.deleted_at is null
    and d.policy_id in (${visiblePolicyIds({ dialectName, audience, at })}) and ${isInCollections}`;
}

function toReadableChunk(row: ReadableChunkRow): ReadableChunk {
  return {
    generation: row.generation,
    ordinal: row.ordinal,
    chunkId: row.chunk_id,
    documentId: row.document_id,
    versionId: row.version_id,
    collectionId: row.collection_id,
    policyId: row.policy_id,
    title: row.title,
    path: row.path,
    page: row.page,
    headings: fromStoredJson(storedStringsSchema, row.headings, 'the headings of a chunk'),
    start: row.start_offset,
    end: row.end_offset,
    text: row.text,
    textSha256: row.text_sha256,
    ...storedLocation(row.location),
    ...storedValidity(row.validity),
  };
}
