import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CarrelError, type EmbeddingModel, type IndexRow, type Logger, type ParsedDocument, type VersionLease } from '@carrel/core';
import { type AppendReceipt, ingestDocument, type IngestDependencies, LeaseLostError, reconcileIndex } from '@carrel/ingestion';
import { createRandomIdSource, systemClock } from '@carrel/runtime';
import {
  createDiskBlobStore,
  createLanceIndexReader,
  createLanceIndexWriter,
  createRecordStore,
  type SqlRecordStore,
} from '@carrel/storage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const silent: Logger = { info() {}, warn() {}, error() {}, child: () => silent };
const at = '2026-01-01T00:00:00.000Z';
const text = 'Hotels\n\nThe limit is 140 EUR a night 🔬.';
const parsed: ParsedDocument = {
  title: 'Travel',
  text,
  blocks: [
    { kind: 'heading', span: { start: 0, end: 6 }, headings: [], level: 1 },
    { kind: 'paragraph', span: { start: 8, end: text.length }, headings: ['Hotels'] },
  ],
  language: 'en',
  pages: [],
  lines: [],
  warnings: [],
  parser: { name: 'test', version: '1' },
};
const embedding: EmbeddingModel = {
  name: 'test',
  id: 'test',
  dimensions: 2,
  maxInputTokens: 512,
  maxInputsPerCall: 8,
  embed: async (inputs) => inputs.map(() => new Float32Array([1, 0])),
  countTokens: async (inputs) => inputs.map((input) => input.split(/\s+/).length),
};

/** Of an index with no other writer. */
const receipt: AppendReceipt = { redeem: async () => {} };

let folder: string;
let store: SqlRecordStore;
let deps: IngestDependencies;
let appended: IndexRow[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-ingest-'));
  store = await createRecordStore({ clock: systemClock, logger: silent, sqlitePath: join(folder, 'carrel.sqlite') });
  appended = [];
  deps = {
    store,
    clock: systemClock,
    blobs: await createDiskBlobStore({ root: join(folder, 'blobs'), clock: systemClock }),
    parser: { parse: async () => parsed },
    appender: {
      append: async (rows) => {
        appended.push(...rows);
        return receipt;
      },
    },
    record: { published: async () => {}, failed: async () => {} },
  };
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** A document whose first version waits for work. */
async function aStoredVersion() {
  const ids = createRandomIdSource(systemClock);
  const [documentId, versionId] = [ids.documentId(), ids.versionId()];
  const blob = await deps.blobs.put(
    (async function* () {
      yield new TextEncoder().encode('the bytes');
    })(),
  );
  await store.transaction(async ({ access, collections, documents, versions }) => {
    const policy = await access.createPolicy({ id: ids.policyId(), name: 'P', label: 'internal', createdAt: at });
    const collection = await collections.create({
      id: ids.collectionId(),
      name: 'C',
      description: '',
      defaultPolicyId: policy.id,
      createdAt: at,
    });
    await documents.create({
      id: documentId,
      collectionId: collection.id,
      policyId: policy.id,
      path: 'travel.md',
      title: 'travel.md',
      createdAt: at,
    });
    await versions.create({
      id: versionId,
      documentId,
      blobSha256: blob.sha256,
      sizeBytes: 9,
      mediaType: 'text/markdown',
      fileName: 'travel.md',
      state: 'stored',
      createdAt: at,
    });
  });
  return { documentId, versionId };
}

/** A claim with the step to `parsing`; the lease is over at once, so that the next attempt can claim again. */
async function claim(versionId: VersionLease['version']['id']): Promise<VersionLease> {
  return store.transaction(async ({ versions }) => {
    const lease = await versions.claim(versionId, 'worker', Date.now(), 0);
    if (lease === null) throw new Error('The version could not be claimed.');
    await versions.advance({ versionId, epoch: lease.epoch, from: 'stored', to: 'parsing' });
    return lease;
  });
}

const attempt = async (versionId: VersionLease['version']['id'], dependencies: IngestDependencies, model: EmbeddingModel = embedding) =>
  ingestDocument(dependencies, { lease: await claim(versionId), embedding: model, signal: new AbortController().signal });

const fails = async (): Promise<never> => {
  throw new CarrelError('DATABASE_UNAVAILABLE');
};

describe('ingestDocument', () => {
  test('publishes the version with exact chunks, the title of the document, and rows of its generation', async () => {
    const { documentId, versionId } = await aStoredVersion();
    const { generation } = await attempt(versionId, deps);
    const document = await store.read.documents.find(documentId);
    expect(document).toMatchObject({ activeVersionId: versionId, title: 'Travel' });
    const chunks = await store.read.chunks.listForVersion(versionId);
    for (const chunk of chunks) expect(text.slice(chunk.span.start, chunk.span.end)).toBe(chunk.text);
    expect(appended.map(({ ordinal, generation: tag }) => ({ ordinal, tag }))).toEqual(
      chunks.map(({ ordinal }) => ({ ordinal, tag: generation })),
    );
  });

  test.each<[string, (whole: IngestDependencies) => IngestDependencies, EmbeddingModel?]>([
    ['the parser', (whole) => ({ ...whole, parser: { parse: fails } })],
    ['the blob store', (whole) => ({ ...whole, blobs: { ...whole.blobs, put: fails } })],
    ['the model, counting', (whole) => whole, { ...embedding, countTokens: fails }],
    ['the model, embedding', (whole) => whole, { ...embedding, embed: fails }],
    ['the model, with too few vectors', (whole) => whole, { ...embedding, embed: async () => [] }],
    ['the index', (whole) => ({ ...whole, appender: { append: fails } })],
    ['the index, whose writer is another by then', (whole) => ({ ...whole, appender: { append: async () => ({ redeem: fails }) } })],
    ['the audit log', (whole) => ({ ...whole, record: { ...whole.record, published: fails } })],
  ])('a failure of %s leaves nothing visible, and the next attempt publishes once', async (_what, broken, model) => {
    const { documentId, versionId } = await aStoredVersion();
    await expect(attempt(versionId, broken(deps), model)).rejects.toBeInstanceOf(CarrelError);
    expect((await store.read.documents.find(documentId))?.activeVersionId).toBeNull();
    expect((await store.read.versions.activeGenerations()).size).toBe(0);
    appended = [];
    const { generation, chunkCount } = await attempt(versionId, deps);
    expect(await store.read.versions.activeGenerations()).toEqual(
      new Map([[generation, { versionId, chunkCount, zoneKey: null, policyKeys: new Set([1]), collectionKeys: new Set([1]) }]]),
    );
    expect(appended).toHaveLength(chunkCount);
  });

  test('text of white space alone is a failure, never published', async () => {
    const { versionId } = await aStoredVersion();
    const empty = { ...parsed, text: ' \n ', blocks: [] };
    await expect(attempt(versionId, { ...deps, parser: { parse: async () => empty } })).rejects.toMatchObject({ code: 'EMPTY_TEXT' });
  });

  test('a worker whose lease was taken over writes nothing more', async () => {
    const { documentId, versionId } = await aStoredVersion();
    const stale = await claim(versionId);
    await attempt(versionId, deps);
    appended = [];
    await expect(ingestDocument(deps, { lease: stale, embedding, signal: new AbortController().signal })).rejects.toBeInstanceOf(
      LeaseLostError,
    );
    expect(appended).toEqual([]);
    expect((await store.read.documents.find(documentId))?.activeVersionId).toBe(versionId);
  });

  test('a document that is deleted while it is read is not published', async () => {
    const { documentId, versionId } = await aStoredVersion();
    const deleting: IngestDependencies = {
      ...deps,
      appender: {
        append: async () => {
          await store.transaction(({ documents }) => documents.markDeleted(documentId, at));
          return receipt;
        },
      },
    };
    await expect(attempt(versionId, deleting)).rejects.toBeInstanceOf(LeaseLostError);
    expect((await store.read.versions.activeGenerations()).size).toBe(0);
  });

  test('a text that was embedded before is not embedded again', async () => {
    const { versionId } = await aStoredVersion();
    await expect(attempt(versionId, { ...deps, appender: { append: fails } })).rejects.toBeInstanceOf(CarrelError);
    await expect(attempt(versionId, deps, { ...embedding, embed: fails })).resolves.toMatchObject({ chunkCount: 1 });
  });
});

describe('the rows of a strict policy', () => {
  test('lie in a table of their own, and follow when the policy or the document changes', async () => {
    const root = join(folder, 'index');
    const [writer, reader] = [createLanceIndexWriter({ root, clock: systemClock }), createLanceIndexReader({ root })];
    await writer.open({ embeddingId: embedding.id, dimensions: embedding.dimensions });
    await writer.markComplete();
    const appender = {
      append: async (rows: readonly IndexRow[]) => {
        await writer.append(rows);
        return receipt;
      },
    };
    const { documentId, versionId } = await aStoredVersion();
    const { policyId } = (await store.read.documents.find(documentId)) ?? expect.fail('no document');
    const { key = 0 } = (await store.read.access.updatePolicy(policyId, { isStrict: true })) ?? {};
    const { generation } = await attempt(versionId, { ...deps, appender });
    const inZone = async () => (await writer.survey(key)).has(generation);
    const inShared = async () => (await writer.survey()).has(generation);
    const found = async (zoneKeys: readonly number[], policyKeys: readonly number[]) =>
      (await reader.textSearch({ text: 'limit', filter: { policyKeys, zoneKeys }, limit: 5 })).length;
    expect([await inZone(), await inShared()]).toEqual([true, false]);
    expect([await found([key], [key]), await found([], [key])]).toEqual([1, 0]);

    const reconcile = () =>
      reconcileIndex({ ...deps, appender }, { writer, embedding, isInFlight: () => false, signal: new AbortController().signal });
    await store.read.access.updatePolicy(policyId, { isStrict: false });
    expect(await reconcile()).toMatchObject({ rebuilt: 1, removed: 1 });
    expect([await inZone(), await inShared(), await found([], [key])]).toEqual([false, true, 1]);

    const ids = createRandomIdSource(systemClock);
    const vault = await store.read.access.createPolicy({
      id: ids.policyId(),
      name: 'V',
      label: 'restricted',
      isStrict: true,
      createdAt: at,
    });
    await store.transaction(({ documents }) => documents.setPolicy(documentId, vault.id, at));
    expect(await reconcile()).toMatchObject({ rebuilt: 1, removed: 1 });
    expect([await inShared(), await found([vault.key], [vault.key]), await found([], [key, vault.key])]).toEqual([false, 1, 0]);
    expect(await reconcile()).toMatchObject({ rebuilt: 0, removed: 0 });
    await Promise.all([writer.close(), reader.close()]);
  });
});
