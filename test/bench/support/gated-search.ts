import { sql } from 'kysely';
import type { ReadableChunk, UserId } from '@carrel/core';
import { type Actor, type ChunkIndexReader, isoTime, type Logger } from '@carrel/core';
import { createBuiltinEmbeddings } from '@carrel/models';
import { createRetrieval, type RetrievalDeps } from '@carrel/retrieval';
import { runtimePaths, systemClock } from '@carrel/runtime';
import { createLanceIndexReader, createRecordStore, type SqlRecordStore } from '@carrel/storage';
import { MatchQuery } from '@lancedb/lancedb';
import { createIndexView } from '../../../packages/storage/src/lance/index-view.ts';
import { nearestTo } from '../../../packages/storage/src/lance/lance-table-reader.ts';

const silent: Logger = { info() {}, warn() {}, error() {}, child: () => silent };
const cacheSizeBytes = 512 * 2 ** 20;

export interface GatedSearch {
  /** Hybrid search as Carrel does it; gives how many passages were found. */
  withGates(query: string, limit: number): Promise<number>;
  /** The same stages and tables, without a filter of the index and without a word of rights in SQL. */
  without(query: string, limit: number): Promise<number>;
  visiblePolicies(): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens the index and the records of a data folder that nobody else has open, for one reader. */
export async function openGates(dataDir: string, userId: UserId): Promise<GatedSearch> {
  const paths = runtimePaths(dataDir);
  const store = await createRecordStore({ clock: systemClock, logger: silent, sqlitePath: paths.databaseFile });
  const index = createLanceIndexReader({ root: paths.indexDir });
  const openIndex = unfilteredReader(paths.indexDir);
  const shared = { embeddingModels: createBuiltinEmbeddings(), clock: systemClock };
  const gated = createRetrieval({ ...shared, index, store });
  const open = createRetrieval({ ...shared, index: openIndex, store: { read: await withoutRights(store, userId) } });
  const actor: Actor = {
    principal: { kind: 'user', userId },
    audience: [{ kind: 'user', userId }],
    roles: ['employee'],
    channel: 'web',
    authentication: { method: 'password' },
    requestId: 'bench',
  };
  const searchBy = (retrieval: typeof gated) => async (query: string, limit: number) => {
    const { passages } = await retrieval.retrieve({ actor, query, mode: 'hybrid', limit, signal: AbortSignal.timeout(60_000) });
    return passages.length;
  };
  return {
    withGates: searchBy(gated),
    without: searchBy(open),
    visiblePolicies: () => store.read.access.visiblePolicies([userId], isoTime(systemClock)),
    async close() {
      await Promise.all([index.close(), openIndex.close()]);
      await store.close();
    },
  };
}

/** Everything is there to read, and nothing is asked; texts are read as with rights, but for the rights. */
async function withoutRights(store: SqlRecordStore, userId: UserId): Promise<RetrievalDeps['store']['read']> {
  const { access, collections } = store.read;
  const everything = await access.visiblePolicies([userId], isoTime(systemClock));
  return {
    collections,
    access: {
      ...access,
      visiblePolicies: async () => everything,
      readableGenerations: async ({ generations }) => new Set(generations),
      async readableChunks({ candidates }) {
        const asked = JSON.stringify(candidates.map(({ generation, ordinal }) => [generation, ordinal]));
        const { rows } = await sql<ReadableChunk>`
          select json_extract(c.value, '$[0]') as generation, json_extract(c.value, '$[1]') as ordinal, k.id as "chunkId",
              d.id as "documentId", v.id as "versionId", d.collection_id as "collectionId", d.policy_id as "policyId", d.title, d.path,
              k.page, k.headings, k.start_offset as start, k.end_offset as "end", k.text, k.text_sha256 as "textSha256"
            from json_each(${asked}) c cross join document_version v cross join document d cross join chunk k
            where v.generation = json_extract(c.value, '$[0]') and k.version_id = v.id and k.ordinal = json_extract(c.value, '$[1]')
              and d.id = v.document_id order by c.key`.execute(store.kysely);
        return rows;
      },
    },
  };
}

/** LanceDB asked as Carrel asks it, but for the filter. */
function unfilteredReader(root: string): ChunkIndexReader {
  const view = createIndexView(root, { cacheSizeBytes });
  return {
    vectorSearch: ({ vector, limit }) =>
      view.use(async ({ table, isCompressed }) => {
        const query = nearestTo(table, { vector, limit, isCompressed });
        return candidatesOf(query.select(['generation', 'ordinal', '_distance']).limit(limit), '_distance', limit);
      }),
    textSearch: ({ text, limit }) =>
      view.use(async ({ table, manifest }) => {
        const [column = ''] = manifest.textColumns;
        const query = table.query().fullTextSearch(new MatchQuery(text, column));
        return candidatesOf(query.select(['generation', 'ordinal', '_score']).limit(limit), '_score', limit);
      }),
    close: () => view.close(),
  };
}

type Batches = AsyncIterable<{ readonly numRows: number; getChild(name: string): { get(index: number): unknown } | null }>;

async function candidatesOf(batches: Batches, figure: '_distance' | '_score', limit: number) {
  const found: { generation: number; ordinal: number; score: number }[] = [];
  for await (const batch of batches) {
    const [generations, ordinals, figures] = ['generation', 'ordinal', figure].map((name) => batch.getChild(name));
    for (let row = 0; row < batch.numRows; row += 1) {
      const value = Number(figures?.get(row));
      const score = figure === '_distance' ? 1 - value : value;
      found.push({ generation: Number(generations?.get(row)), ordinal: Number(ordinals?.get(row)), score });
    }
    if (found.length >= limit) break;
  }
  return found;
}
