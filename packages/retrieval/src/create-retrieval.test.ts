import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccessRepository,
  type Actor,
  CarrelError,
  type CollectionRepository,
  type IndexFilter,
  type IndexRow,
  type ReadableChunk,
  systemActor,
  type UserId,
} from '@carrel/core';
import { anActor } from '../../../test/support/builders/an-actor.ts';
import { chunkId, collectionId, documentId, policyId, sha256, userId, versionId } from '../../../test/support/builders/ids.ts';
import { createFakeChunkIndex } from '../../../test/support/fakes/fake-chunk-index.ts';
import { createFakeClock } from '../../../test/support/fakes/fake-clock.ts';
import { createFakeEmbeddingModel } from '../../../test/support/fakes/fake-embedding-model.ts';
import { createRecordingLogger } from '../../../test/support/fakes/recording-logger.ts';
import { createRecordingPort } from '../../../test/support/fakes/recording-port.ts';
import { createRetrieval, type RetrievalOptions } from './create-retrieval.ts';

interface WorldChunk {
  readonly number: number;
  readonly text: string;
  readonly policy: number;
  readonly collection?: number;
  /** False: the row is of a generation that SQL does not serve. */
  readonly isActive?: boolean;
}

const letters = createFakeEmbeddingModel();

async function rowsOf(chunks: readonly WorldChunk[]): Promise<readonly IndexRow[]> {
  const vectors = await letters.embed(
    chunks.map(({ text }) => text),
    { purpose: 'document' },
  );
  return chunks.map((chunk, index) => ({
    generation: chunk.isActive === false ? 1000 + chunk.number : chunk.number,
    ordinal: 0,
    policyKey: chunk.policy,
    collectionKey: chunk.collection ?? 1,
    text: chunk.text,
    language: null,
    vector: vectors[index] ?? null,
  }));
}

function readableOf(chunk: WorldChunk): ReadableChunk {
  return {
    generation: chunk.number,
    ordinal: 0,
    chunkId: chunkId(chunk.number),
    documentId: documentId(chunk.number),
    versionId: versionId(chunk.number),
    collectionId: collectionId(chunk.collection ?? 1),
    policyId: policyId(chunk.policy),
    title: 'Title',
    path: `${chunk.number}.md`,
    page: null,
    headings: [],
    start: 0,
    end: chunk.text.length,
    text: chunk.text,
    textSha256: sha256(chunk.number),
  };
}

interface WorldOptions {
  readonly visible: readonly number[];
  readonly lets?: (row: IndexRow, filter: IndexFilter) => boolean;
  readonly failVector?: Error;
  readonly failText?: Error;
  /** Chunks that may no longer be read when the texts are. */
  readonly withdrawn?: readonly number[];
  readonly model?: ReturnType<typeof createFakeEmbeddingModel> | null;
  readonly retrieval?: RetrievalOptions;
}

/** An index and the truth in SQL about it. Users see `visible`; an empty audience sees nothing. */
async function world(chunks: readonly WorldChunk[], options: WorldOptions) {
  const index = createFakeChunkIndex(await rowsOf(chunks), options);
  const isServed = (chunk: WorldChunk) => chunk.isActive !== false && options.visible.includes(chunk.policy);
  const seenBy = (readers: readonly UserId[]) => (readers.length === 0 ? [] : options.visible);
  const access = createRecordingPort<AccessRepository>('access', {
    visiblePolicies: (readers) =>
      Promise.resolve({
        epoch: 42,
        policies: seenBy(readers).map((key) => ({ id: policyId(key), key })),
        indexKeys: seenBy(readers),
      }),
    readableGenerations: ({ generations, collectionIds }) =>
      Promise.resolve(
        new Set(
          chunks
            .filter((chunk) => isServed(chunk) && (collectionIds?.includes(collectionId(chunk.collection ?? 1)) ?? true))
            .map((chunk) => chunk.number)
            .filter((generation) => generations.includes(generation)),
        ),
      ),
    readableChunks: ({ candidates, collectionIds }) =>
      Promise.resolve(
        candidates.flatMap(({ generation, ordinal }) => {
          const chunk = chunks.find((one) => ordinal === 0 && one.number === generation && isServed(one));
          const isInside = chunk !== undefined && (collectionIds?.includes(collectionId(chunk.collection ?? 1)) ?? true);
          return isInside && options.withdrawn?.includes(chunk.number) !== true ? [readableOf(chunk)] : [];
        }),
      ),
  });
  const collections = createRecordingPort<CollectionRepository>('collections', {
    indexKeys: (ids) => Promise.resolve(ids.map((id) => Number.parseInt(id.slice(4), 16)).filter((key) => key <= 9)),
  });
  const { logger, events } = createRecordingLogger();
  const model = options.model === undefined ? letters : options.model;
  const { retrieve } = createRetrieval(
    {
      index,
      embeddingModels: { current: () => Promise.resolve(model) },
      store: { read: { access: access.port, collections: collections.port } },
      clock: createFakeClock(),
      logger,
    },
    options.retrieval,
  );
  const search = (change: Partial<Parameters<typeof retrieve>[0]> & { readonly actor?: Actor } = {}) =>
    retrieve({ actor: anActor(), query: 'apple pear', mode: 'hybrid', limit: 10, ...change });
  return { search, index, access, events };
}

const fruit: readonly WorldChunk[] = [
  { number: 1, text: 'apple pear', policy: 1 },
  { number: 2, text: 'apple tree', policy: 1, collection: 2 },
  { number: 3, text: 'apple pear apple', policy: 2 },
  { number: 4, text: 'zinc', policy: 1 },
  { number: 5, text: 'apple pear plum', policy: 1, isActive: false },
];

describe('retrieve', () => {
  it('ranks from 1 what the readers may see, and records on which rights', async () => {
    const { search } = await world(fruit, { visible: [1] });
    const { passages, record, signals } = await search();
    expect(passages.map((passage) => passage.chunkId)).toEqual([chunkId(1), chunkId(2), chunkId(4)]);
    expect(passages.map((passage) => passage.rank)).toEqual([1, 2, 3]);
    expect(passages[0]?.span).toEqual({ start: 0, end: 'apple pear'.length });
    expect(record).toMatchObject({
      requestedMode: 'hybrid',
      mode: 'hybrid',
      fallback: null,
      visible: { epoch: 42, policies: [{ id: policyId(1), key: 1 }], indexKeys: [1] },
      candidatesChecked: 4,
      candidatesDropped: 1,
      indexId: 'chunks',
      embedding: { id: 'letters-26', dimensions: 26 },
    });
    expect(signals.get(chunkId(4))).toEqual({ cosine: expect.any(Number), bm25: null });
  });

  it.each([
    ['switched off', () => true],
    ['turned round', (row: IndexRow, filter: IndexFilter) => !filter.policyKeys.includes(row.policyKey)],
    ['random', (row: IndexRow) => row.generation % 3 > 0],
  ])('shows nothing of a hidden policy when the index filter is %s', async (_name, lets) => {
    const anyChunks = fc.array(
      fc.record({
        text: fc.constantFrom('apple', 'pear', 'apple pear', 'plum', 'apple tree pear'),
        policy: fc.integer({ min: 1, max: 4 }),
        isActive: fc.boolean(),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(
        anyChunks,
        fc.subarray([1, 2, 3, 4]),
        fc.constantFrom('hybrid' as const, 'text' as const, 'vector' as const),
        async (chunks, visible, mode) => {
          const { search } = await world(
            chunks.map((chunk, index) => ({ ...chunk, number: index + 1 })),
            { visible, lets },
          );
          const { passages } = await search({ mode });
          const shown = passages.map((passage) => chunks[Number.parseInt(passage.chunkId.slice(4), 16) - 1]);
          expect(shown.every((chunk) => chunk !== undefined && chunk.isActive && visible.includes(chunk.policy))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('orders what is visible as if nothing else were there, with the filter switched off', async () => {
    const anyChunks = fc.array(
      fc.record({
        text: fc.string({ unit: fc.constantFrom('a', 'p', 'l', 'e', ' '), minLength: 1, maxLength: 20 }),
        policy: fc.integer({ min: 1, max: 3 }),
      }),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(anyChunks, async (chunks) => {
        const numbered = chunks.map((chunk, index) => ({ ...chunk, number: index + 1 }));
        const leaky = await world(numbered, { visible: [1], lets: () => true });
        const alone = await world(
          numbered.filter((chunk) => chunk.policy === 1),
          { visible: [1] },
        );
        const query = { query: 'apple ale', limit: 20 };
        expect((await leaky.search(query)).passages).toEqual((await alone.search(query)).passages);
      }),
      { numRuns: 60 },
    );
  });

  it('reads the lists deeper when the check drops candidates, until the limit is filled', async () => {
    const hidden = Array.from({ length: 50 }, (_, index): WorldChunk => ({ number: index + 1, text: 'apple pear', policy: 2 }));
    const visible = Array.from({ length: 3 }, (_, index): WorldChunk => ({ number: index + 100, text: 'apple tree', policy: 1 }));
    const { search, index, events } = await world([...hidden, ...visible], {
      visible: [1],
      lets: () => true,
      retrieval: { candidateDepth: 20 },
    });
    const { passages, record } = await search({ limit: 3 });
    expect(passages).toHaveLength(3);
    expect(record).toMatchObject({ candidatesChecked: 53, candidatesDropped: 50 });
    expect(index.searches.map(({ limit }) => limit)).toEqual([20, 20, 80, 80]);
    expect(events).toContainEqual(expect.objectContaining({ event: 'retrieval.reading-deeper' }));
  });

  it('stops reading deeper at the greatest depth', async () => {
    const hidden = Array.from({ length: 90 }, (_, index): WorldChunk => ({ number: index + 1, text: 'apple pear', policy: 2 }));
    const { search, index } = await world(hidden, {
      visible: [1],
      lets: () => true,
      retrieval: { candidateDepth: 20, maxCandidateDepth: 60 },
    });
    expect((await search()).passages).toEqual([]);
    expect(index.searches.map(({ limit }) => limit)).toEqual([20, 20, 60, 60]);
  });

  it('serves a chunk once when the index holds it under two generations', async () => {
    const { search } = await world(
      [
        { number: 7, text: 'apple', policy: 1 },
        { number: 7, text: 'apple', policy: 1, isActive: false },
      ],
      { visible: [1] },
    );
    const { passages, record } = await search();
    expect(passages).toHaveLength(1);
    expect(record).toMatchObject({ candidatesChecked: 2, candidatesDropped: 1 });
  });

  it('shows nothing that was withdrawn after the candidates were checked, and ranks the rest from 1', async () => {
    const { search } = await world(fruit, { visible: [1], withdrawn: [1] });
    const { passages, signals } = await search();
    expect(passages.map((passage) => [passage.rank, passage.chunkId])).toEqual([
      [1, chunkId(2)],
      [2, chunkId(4)],
    ]);
    expect([...signals.keys()]).toEqual([chunkId(2), chunkId(4)]);
  });

  it('gives nothing, and asks the index nothing, for an actor without readers', async () => {
    const { search, index } = await world(fruit, { visible: [1, 2], lets: () => true });
    for (const actor of [systemActor('ingest', 'r'), anActor({ audienceIds: [] })]) expect((await search({ actor })).passages).toEqual([]);
    expect(index.searches).toEqual([]);
  });

  it('asks SQL with every one of the audience', async () => {
    const { search, access } = await world(fruit, { visible: [1] });
    await search({ actor: anActor({ userId: userId(1), audienceIds: [userId(2), userId(3)] }) });
    for (const method of ['readableGenerations', 'readableChunks']) {
      const check = access.calls.find((call) => call.method === method);
      expect(check?.input[0]).toMatchObject({ audience: [userId(2), userId(3), userId(1)] });
    }
  });

  it('keeps to the collections that were named; one that does not exist finds nothing', async () => {
    const { search, index } = await world(fruit, { visible: [1] });
    expect((await search({ collectionIds: [collectionId(2)] })).passages.map((passage) => passage.chunkId)).toEqual([chunkId(2)]);
    expect(index.searches[0]?.filter).toEqual({ policyKeys: [1], collectionKeys: [2] });
    expect((await search({ collectionIds: [collectionId(10)] })).passages).toEqual([]);
    expect((await search({ collectionIds: [] })).passages).toEqual([]);
  });

  it('holds the collections in SQL too, when the index filter ignores them', async () => {
    const { search } = await world(fruit, { visible: [1], lets: () => true });
    expect((await search({ collectionIds: [collectionId(2)] })).passages.map((passage) => passage.chunkId)).toEqual([chunkId(2)]);
  });

  it.each([
    ['there is no embedding model', { model: null }, 'no-embedding-model'],
    ['the embedding model fails', { model: createFakeEmbeddingModel({ fail: new CarrelError('MODEL_UNAVAILABLE') }) }, 'embedding-failed'],
    ['the index has no vectors of the model', { failVector: new CarrelError('INDEX_UNAVAILABLE') }, 'vector-index-unavailable'],
  ] as const)('falls back to text and says so when %s', async (_name, options, fallback) => {
    const { search } = await world(fruit, { visible: [1], ...options });
    for (const mode of ['hybrid', 'vector'] as const) {
      const { passages, record } = await search({ mode });
      expect(passages.map((passage) => passage.chunkId)).toEqual([chunkId(1), chunkId(2)]);
      expect(record).toMatchObject({ requestedMode: mode, mode: 'text', fallback });
    }
  });

  it('fails when the text index cannot be read', async () => {
    const { search } = await world(fruit, { visible: [1], failText: new CarrelError('INDEX_UNAVAILABLE') });
    await expect(search()).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' });
    expect((await search({ mode: 'vector' })).record.mode).toBe('vector');
  });

  it('asks for no embedding in text mode', async () => {
    const model = createFakeEmbeddingModel();
    const { search } = await world(fruit, { visible: [1], model });
    expect((await search({ mode: 'text' })).record).toMatchObject({ mode: 'text', fallback: null, embedding: null });
    expect(model.embedded).toEqual([]);
  });

  it('embeds the beginning of a query that is too long for the model, and says so', async () => {
    const model = createFakeEmbeddingModel({ maxInputTokens: 23, tooLong: new CarrelError('INPUT_TOO_LONG') });
    const { search } = await world(fruit, { visible: [1], model });
    const { record } = await search({ query: 'apple pear '.repeat(40) });
    expect(record).toMatchObject({ mode: 'hybrid', isQueryCut: true });
    const tokens = (model.embedded[0]?.[0] ?? '').trim().split(/\s+/u).length;
    expect(tokens).toBeGreaterThan(12);
    expect(tokens).toBeLessThanOrEqual(20);
  });

  it.each([[{ query: '  ' }], [{ limit: 0 }], [{ limit: 201 }], [{ limit: 1.5 }]])('refuses %j', async (change) => {
    const { search } = await world(fruit, { visible: [1] });
    await expect(search(change)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('ends with the signal of the caller, not with a search by text', async () => {
    const model = createFakeEmbeddingModel({ fail: new Error('stopped') });
    const { search } = await world(fruit, { visible: [1], model });
    await expect(search({ signal: AbortSignal.abort(new Error('closed')) })).rejects.toThrow('closed');
  });
});
