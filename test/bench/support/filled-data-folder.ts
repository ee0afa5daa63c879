import { createHash } from 'node:crypto';
import {
  type Chunk,
  type EmbeddingModel,
  type IndexRow,
  type Logger,
  type Policy,
  type PolicyId,
  type Repositories,
  sha256Schema,
} from '@carrel/core';
import { createRandomIdSource, runtimePaths, systemClock } from '@carrel/runtime';
import { createLanceIndexWriter, createRecordStore } from '@carrel/storage';
import { chunkIdOf } from '../../../packages/chunking/src/chunk-id.ts';

const rowsOfOneAppend = 1_000;

export interface FillOptions {
  /** Default 100. */
  readonly chunksPerDocument?: number;
  /** Documents have one after the other, in turn. Default: one policy, by which everyone may read. */
  readonly policyCount?: number;
}

const silent: Logger = { info() {}, warn() {}, error() {}, child: () => silent };

/**
 * Fills a data folder with published documents, as ingestion would have left it, with random vectors in place of 50,000
 * embeddings: how long a search takes does not depend on what the vectors mean.
 * @returns the ids of the policies. With more than one, nobody may read anything yet.
 */
export async function fillDataFolder(
  dataDir: string,
  model: Pick<EmbeddingModel, 'id' | 'dimensions'>,
  passages: readonly string[],
  { chunksPerDocument = 100, policyCount = 1 }: FillOptions = {},
): Promise<readonly PolicyId[]> {
  const paths = runtimePaths(dataDir);
  const store = await createRecordStore({ clock: systemClock, logger: silent, sqlitePath: paths.databaseFile });
  const writer = createLanceIndexWriter({ root: paths.indexDir, clock: systemClock });
  const ids = createRandomIdSource(systemClock);
  const createdAt = new Date().toISOString();
  const random = randomVectors(model.dimensions);
  await writer.open({ embeddingId: model.id, dimensions: model.dimensions });
  const { policies, collection } = await store.transaction((repositories) => addPlace(repositories, { ids, policyCount, createdAt }));
  const rows: IndexRow[] = [];
  for (let from = 0; from < passages.length; from += chunksPerDocument) {
    const policy = policies[(from / chunksPerDocument) % policies.length];
    if (policy === undefined) throw new Error('Expected a policy.');
    const place = { policy, collection };
    const { chunks, generation } = await store.transaction((repositories) =>
      addDocument(repositories, { texts: passages.slice(from, from + chunksPerDocument), from, ids, place, createdAt }),
    );
    rows.push(
      ...chunks.map(({ ordinal, text }) => ({
        generation,
        ordinal,
        policyKey: policy.key,
        collectionKey: collection.key,
        text,
        language: 'en' as const,
        vector: random(),
      })),
    );
    // Each append is a commit of the index, whatever its size.
    if (rows.length >= rowsOfOneAppend) await writer.append(rows.splice(0));
  }
  if (rows.length > 0) await writer.append(rows);
  await writer.optimize();
  await writer.markComplete();
  await writer.close();
  await store.close();
  return policies.map(({ id }) => id);
}

async function addPlace(
  { access, collections }: Repositories,
  { ids, policyCount, createdAt }: Pick<DocumentInput, 'ids' | 'createdAt'> & { readonly policyCount: number },
) {
  const policies: Policy[] = [];
  for (let index = 0; index < policyCount; index += 1)
    policies.push(await access.createPolicy({ id: ids.policyId(), name: `Bench ${index}`, label: 'internal', createdAt }));
  const [first] = policies;
  if (first === undefined) throw new Error('Expected one policy at least.');
  if (policyCount === 1)
    await access.addGrant({ policyId: first.id, principal: { kind: 'everyone' }, right: 'read', validFrom: createdAt, validTo: null });
  const collection = await collections.create({
    id: ids.collectionId(),
    name: 'Bench',
    description: '',
    defaultPolicyId: first.id,
    createdAt,
  });
  return { policies, collection };
}

interface DocumentInput {
  readonly texts: readonly string[];
  readonly from: number;
  readonly ids: ReturnType<typeof createRandomIdSource>;
  readonly place: {
    readonly policy: { readonly id: Parameters<Repositories['documents']['create']>[0]['policyId'] };
    readonly collection: { readonly id: Parameters<Repositories['documents']['create']>[0]['collectionId'] };
  };
  readonly createdAt: string;
}

async function addDocument(
  repositories: Repositories,
  { texts, from, ids, place, createdAt }: DocumentInput,
): Promise<{ chunks: readonly Chunk[]; generation: number }> {
  const documentId = ids.documentId();
  const versionId = ids.versionId();
  await repositories.documents.create({
    id: documentId,
    collectionId: place.collection.id,
    policyId: place.policy.id,
    path: `bench-${from}.txt`,
    title: `Bench ${from}`,
    createdAt,
  });
  await repositories.versions.create({
    id: versionId,
    documentId,
    blobSha256: digest(`${from}`),
    sizeBytes: 1,
    mediaType: 'text/plain',
    fileName: `bench-${from}.txt`,
    state: 'stored',
    createdAt,
  });
  let start = 0;
  const chunks = texts.map((text, ordinal): Chunk => {
    const span = { start, end: start + text.length };
    start = span.end + 2;
    return { id: chunkIdOf(versionId, ordinal), ordinal, span, text, headings: [], page: null, context: '', textSha256: digest(text) };
  });
  await repositories.chunks.replaceForVersion(versionId, chunks);
  const lease = await repositories.versions.claim(versionId, 'bench', Date.now(), 60_000);
  if (lease === null) throw new Error('The version could not be claimed.');
  const generation = await repositories.versions.nextGeneration();
  const steps = ['stored', 'parsing', 'chunked', 'embedding', 'indexed', 'published'] as const;
  for (const [index, to] of steps.entries()) {
    const previous = steps[index - 1];
    if (previous === undefined) continue;
    const result =
      to === 'chunked'
        ? { chunkCount: chunks.length, charCount: start }
        : to === 'indexed'
          ? { generation }
          : to === 'published'
            ? { publishedAt: createdAt }
            : {};
    await repositories.versions.advance({ versionId, epoch: lease.epoch, from: previous, to, result });
  }
  await repositories.documents.activateVersion(documentId, versionId, createdAt);
  return { chunks, generation };
}

const digest = (text: string) => sha256Schema.parse(createHash('sha256').update(text).digest('hex'));

/** Unit vectors from a reproducible generator. */
function randomVectors(dimensions: number): () => Float32Array {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296 - 0.5;
  };
  return () => {
    const vector = Float32Array.from({ length: dimensions }, next);
    const norm = Math.hypot(...vector);
    return vector.map((value) => value / norm);
  };
}
