import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiKeyScopes, type ChunkIndexWriter, type Clock, type EmbeddingModel, type IndexRow, type ParsedDocument } from '@carrel/core';
import { createBuiltinEmbeddings } from '@carrel/models';
import { runtimePaths, systemClock } from '@carrel/runtime';
import { createLanceIndexReader, createLanceIndexWriter, type LanceIndexReader } from '@carrel/storage';
import { secretDigest } from '../../../apps/api/src/authentication/secret-digest.ts';
import { cookieSigner } from '../api/session-cookie.ts';
import { startTestApi, type TestApi } from '../api/start-test-api.ts';
import { createFakeClock, type FakeClock } from '../fakes/fake-clock.ts';
import type { LaidDocument, LaidPerson, Things } from './lay-out.ts';
import { deleteRowsAfter, insertRows, lastRows, type Row } from './sql-rows.ts';

/** One of the two Carrels that are held against each other: API, SQLite, LanceDB and audit log in a folder in memory. */
export interface Side {
  readonly api: TestApi;
  /** Moved by the script, so that both sides live at the same moments. */
  readonly clock: FakeClock;
  readonly agent: Agent;
  /** Writes things into the record and the index, in the order in which they come. */
  write(things: Things): Promise<void>;
  /** Takes away everything that came since the start, but the log. */
  reset(): Promise<void>;
  cookieOf(person: LaidPerson): string;
  close(): Promise<void>;
}

export interface SideOptions {
  /** Puts something between the API and its index. */
  readonly wrapIndex?: (index: LanceIndexReader) => LanceIndexReader;
}

/** Everything happens on or before this day. */
const startMs = Date.UTC(2026, 0, 5, 9);
const dayMs = 86_400_000;
const environment = {
  CARREL_ASKS_PER_MINUTE: '100000',
  CARREL_SEARCHES_PER_MINUTE: '100000',
  CARREL_SIGN_INS_PER_MINUTE: '10000',
  // The machine may be busy; what is tested is not how long the log takes.
  CARREL_AUDIT_MAX_WAIT_MS: '60000',
  CARREL_ANSWER_QUEUE_MS: '60000',
};

let embeddings: Promise<EmbeddingModel> | undefined;
const vectors = new Map<string, Promise<Float32Array>>();

export async function createSide({ wrapIndex = (index) => index }: SideOptions = {}): Promise<Side> {
  // Both sides write every commit to the disk twice over; in memory that costs nothing.
  const dataDir = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'carrel-world-'));
  const clock = createFakeClock(startMs);
  // Durations are zero: times of answers are not part of the promise, and would differ by themselves.
  const standing: Clock = { nowMs: () => clock.nowMs(), monotonicMs: () => 0 };
  // The log's process lives at the same moment: by a later one it would take answers in work for those of a dead process.
  const auditClock: Clock = { nowMs: () => clock.nowMs(), monotonicMs: () => performance.now() };
  const api = await startTestApi(
    { ...environment, CARREL_DATA_DIR: dataDir },
    { clock: standing, auditClock, openIndex: (root) => wrapIndex(createLanceIndexReader({ root })) },
  );
  const paths = runtimePaths(dataDir);
  const model = await (embeddings ??= readEmbedder());
  const writer = createLanceIndexWriter({ root: paths.indexDir, clock: systemClock });
  if ((await writer.open({ embeddingId: model.id, dimensions: model.dimensions })) === 'rebuild-needed') await writer.markComplete();
  const { store } = api.api.composed;
  // An answer rests on all that its asker may read, so that in shared tables nothing is cut off by its place in the order.
  const settings = JSON.stringify({ maxPassages: 50, maxPassagesPerDocument: 50 });
  await store.transaction((inside) => inside.settings.put('answering', settings, new Date(startMs).toISOString()));
  const cookieOf = cookieSigner(paths);
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const first = await lastRows(store.kysely);
  const next = { policy: 1_000_000, collection: 1_000_000, generation: 0 };
  const policyKeys = new Map<string, number>();
  const written = new Map<number | null, number[]>();

  async function write(things: Things): Promise<void> {
    const rows = rowsOf(things, next, policyKeys, clock);
    await insertRows(store.kysely, rows.tables);
    await writeBlobs(api, things.documents);
    await writeIndex(writer, model, rows.indexed);
    for (const { generation, zoneKey } of rows.indexed) written.set(zoneKey, [...(written.get(zoneKey) ?? []), generation]);
  }

  return {
    api,
    clock,
    agent,
    write,
    async reset() {
      await deleteRowsAfter(store.kysely, first);
      for (const [zoneKey, generations] of written) await writer.deleteGenerations(generations, zoneKey);
      written.clear();
    },
    cookieOf: ({ sessionToken }) => cookieOf(sessionToken),
    async close() {
      agent.destroy();
      await writer.close();
      await api.close();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function readEmbedder(): Promise<EmbeddingModel> {
  const model = await createBuiltinEmbeddings().current();
  if (model === null) throw new Error('the built-in embedder is missing');
  return model;
}

interface IndexedDocument {
  readonly document: LaidDocument;
  readonly generation: number;
  readonly policyKey: number;
  readonly collectionKey: number;
  readonly zoneKey: number | null;
}

async function writeIndex(writer: ChunkIndexWriter, model: EmbeddingModel, indexed: readonly IndexedDocument[]): Promise<void> {
  const rows = indexed.flatMap(({ document, generation, policyKey, collectionKey, zoneKey }) =>
    document.chunks.map(async ({ text }, ordinal): Promise<IndexRow> => {
      const shown = `${document.title}\n${text}`;
      let vector = vectors.get(text);
      if (vector === undefined)
        vectors.set(text, (vector = model.embed([text], { purpose: 'document' }).then(([one]) => one ?? new Float32Array())));
      return {
        generation,
        ordinal,
        policyKey,
        collectionKey,
        ...(zoneKey !== null && { zoneKey }),
        text: shown,
        language: 'en',
        vector: await vector,
      };
    }),
  );
  if (rows.length > 0) await writer.append(await Promise.all(rows));
  if (vectors.size > 20_000) vectors.clear();
}

async function writeBlobs(api: TestApi, documents: readonly LaidDocument[]): Promise<void> {
  const { blobs } = api.api.composed;
  await Promise.all(
    documents.flatMap((document) => [document.text, JSON.stringify(parsedOf(document))].map(async (text) => blobs.put(bytesOf(text)))),
  );
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

function parsedOf({ title, text, chunks }: LaidDocument): ParsedDocument {
  return {
    title,
    text,
    blocks: chunks.map(({ start, end }) => ({ kind: 'paragraph', span: { start, end }, headings: [] })),
    language: 'en',
    pages: [],
    lines: [],
    warnings: [],
    parser: { name: 'test', version: '1' },
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
/** The same in both runs, whatever lies between: a second for each in turn would tell of those that are hidden. */
const secondOf = (id: string) => Number.parseInt(id.slice(4, 9), 16) % 80_000;
const always = '2025-01-01T00:00:00.000Z';
const spans = { now: [always, null], over: [always, '2025-06-01T00:00:00.000Z'], 'to come': ['2027-01-01T00:00:00.000Z', null] } as const;

/** The rows of all tables, in an order in which each finds what it refers to. */
function rowsOf(
  things: Things,
  next: { policy: number; collection: number; generation: number },
  policyKeys: Map<string, number>,
  clock: Clock,
): { readonly tables: ReadonlyMap<string, readonly Row[]>; readonly indexed: readonly IndexedDocument[] } {
  const nowMs = clock.nowMs();
  const past = (days: number, order: number) => new Date(startMs - days * dayMs - dayMs + order * 1000).toISOString();
  const tables = new Map<string, readonly Row[]>();
  tables.set(
    'user',
    things.people.map(({ id, name }) => ({
      id,
      name,
      email: `${id}@example.com`,
      emailVerified: 1,
      image: null,
      createdAt: always,
      updatedAt: always,
      isActive: 1,
      kind: 'person',
    })),
  );
  tables.set(
    'role_grant',
    things.people.map(({ id, role }) => ({ user_id: id, role, valid_from: always, valid_to: null })),
  );
  tables.set(
    'api_key',
    things.people.map(({ id, keyId, keySecret }) => ({
      id: keyId,
      owner_id: id,
      name: 'test',
      prefix: keySecret.slice(0, 13),
      key_sha256: secretDigest(keySecret),
      scopes: JSON.stringify(apiKeyScopes),
      created_at: always,
      expires_at: null,
      revoked_at: null,
      last_used_at: new Date(nowMs + dayMs).toISOString(),
    })),
  );
  // Sessions end by the clock of the machine; in a day, so that none is prolonged meanwhile.
  const ends = new Date(Math.ceil(Date.now() / dayMs + 1) * dayMs).toISOString();
  tables.set(
    'session',
    things.people.map(({ id, sessionToken }) => ({
      id: `ses_${sessionToken}`,
      expiresAt: ends,
      token: sessionToken,
      createdAt: new Date(nowMs).toISOString(),
      updatedAt: new Date(nowMs).toISOString(),
      ipAddress: '127.0.0.1',
      userAgent: 'test',
      userId: id,
      method: 'password',
      confirmedAt: new Date(nowMs).toISOString(),
      isMultiFactor: 0,
    })),
  );
  tables.set(
    'user_group',
    things.groups.map(({ id, name }) => ({ id, name, created_at: always })),
  );
  tables.set(
    'group_member',
    things.members.map(({ groupId, userId }) => ({ group_id: groupId, user_id: userId, valid_from: always, valid_to: null })),
  );
  tables.set(
    'group_nesting',
    things.groups.flatMap(({ id, inside: [outer] }) =>
      outer === undefined ? [] : [{ group_id: id, outer_id: outer, valid_from: always, valid_to: null }],
    ),
  );
  tables.set(
    'group_closure',
    things.groups.flatMap(({ id, inside }) =>
      [id, ...inside].map((ancestor) => ({ group_id: id, ancestor_id: ancestor, valid_from: always, valid_to: null })),
    ),
  );
  tables.set(
    'policy',
    things.policies.map(({ id, name, isStrict }) => {
      policyKeys.set(id, (next.policy += 1));
      return { id, key: next.policy, name, label: 'internal', is_strict: isStrict ? 1 : 0, created_at: always };
    }),
  );
  const grants = things.grants.map(({ policyId, kind, principalId, right, time }) => ({
    policy_id: policyId,
    principal_kind: kind,
    principal_id: principalId,
    access_right: right,
    valid_from: spans[time][0],
    valid_to: spans[time][1],
  }));
  tables.set(
    'policy_grant',
    unique(grants, ({ policy_id, principal_kind, principal_id, access_right, valid_from }) =>
      [policy_id, principal_kind, principal_id, access_right, valid_from].join(' '),
    ),
  );
  const collectionKeys = new Map<string, number>();
  tables.set(
    'collection',
    things.collections.map(({ id, name, policyId, ageDays }) => {
      collectionKeys.set(id, (next.collection += 1));
      return {
        id,
        key: next.collection,
        name,
        description: '',
        default_policy_id: policyId,
        created_at: past(ageDays, secondOf(id)),
        deleted_at: null,
      };
    }),
  );
  tables.set(
    'collection_curator',
    things.curators.map(({ collectionId, userId }) => ({
      collection_id: collectionId,
      principal_kind: 'user',
      principal_id: userId,
      valid_from: always,
      valid_to: null,
    })),
  );
  const moves = new Map(things.moves.map(({ documentId, fromId }) => [documentId, fromId]));
  const indexed: IndexedDocument[] = [];
  const versions: Row[] = [];
  tables.set(
    'document',
    things.documents.map((document) => {
      const { id, versionId, collectionId, policy, path, title, plan } = document;
      const changedAt = past(plan.ageDays, secondOf(id));
      const isPublished = plan.state === 'published';
      if (isPublished) next.generation += 1;
      versions.push(versionRow(document, changedAt, isPublished ? next.generation : null));
      if (isPublished) {
        const key = policyKeys.get(moves.get(id) ?? policy.id) ?? 0;
        indexed.push({
          document,
          generation: next.generation,
          policyKey: key,
          collectionKey: collectionKeys.get(collectionId) ?? 0,
          zoneKey: policy.isStrict ? key : null,
        });
      }
      return {
        id,
        collection_id: collectionId,
        policy_id: policy.id,
        path,
        title,
        search_text: `${title}\n${path}`.toLowerCase(),
        active_version_id: isPublished ? versionId : null,
        newest_version_id: versionId,
        created_at: changedAt,
        updated_at: changedAt,
        deleted_at: null,
      };
    }),
  );
  tables.set('document_version', versions);
  tables.set(
    'chunk',
    things.documents.flatMap(({ versionId, title, chunks, plan }) =>
      plan.state !== 'published'
        ? []
        : chunks.map(({ id, text, start, end }, ordinal) => ({
            id,
            version_id: versionId,
            ordinal,
            start_offset: start,
            end_offset: end,
            text,
            text_sha256: digest(text),
            headings: '[]',
            page: null,
            context: title,
            location: null,
          })),
    ),
  );
  tables.set(
    'policy_move',
    unique(
      things.moves.map(({ fromId, toId }) => ({ from_id: fromId, to_id: toId })),
      ({ from_id, to_id }) => `${from_id} ${to_id}`,
    ),
  );
  return { tables, indexed };
}

function versionRow(document: LaidDocument, at: string, generation: number | null): Row {
  const { id, versionId, path, text, chunks, plan } = document;
  const isFailed = plan.state === 'failed';
  return {
    id: versionId,
    document_id: id,
    number: 1,
    blob_sha256: digest(text),
    size_bytes: text.length,
    media_type: plan.type,
    file_name: path.slice(path.lastIndexOf('/') + 1),
    state: plan.state,
    reason_code: isFailed ? 'CANCELLED' : null,
    reason_is_retryable: isFailed ? 1 : null,
    attempt: 1,
    parsed_blob_sha256: generation === null ? null : digest(JSON.stringify(parsedOf(document))),
    page_count: null,
    chunk_count: generation === null ? null : chunks.length,
    char_count: generation === null ? null : text.length,
    generation,
    created_at: at,
    published_at: generation === null ? null : at,
    lease_owner: null,
    lease_epoch: 0,
    lease_until_ms: 0,
    not_before_ms: 0,
    progress_stage: null,
    progress_done: null,
    progress_total: null,
  };
}

function unique<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
