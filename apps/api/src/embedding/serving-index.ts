import {
  CarrelError,
  type ChunkIndexReader,
  type Clock,
  type EmbeddingIndex,
  type EmbeddingModelSource,
  type EmbeddingIndexRepository,
  type IndexModel,
} from '@carrel/core';
import type { ModelSources } from '@carrel/models';
import { indexFolder, type LanceIndexReader } from '@carrel/storage';

export interface ServingIndexDeps {
  readonly store: { readonly read: { readonly embeddingIndexes: Pick<EmbeddingIndexRepository, 'listOpen'> } };
  readonly models: Pick<ModelSources, 'embedding' | 'embeddingOf'>;
  readonly openReader: (root: string) => LanceIndexReader;
  readonly clock: Clock;
}

export interface ServingIndex {
  /** The index that serves now. A vector is looked up in the index of its own model. */
  readonly reader: ChunkIndexReader & { model(): Promise<IndexModel> };
  /** The model of the index that serves now. */
  readonly embeddings: EmbeddingModelSource;
  /** Names the index that serves in records: as far as it is known. */
  indexId(): string;
  /** The reader of one index, whether or not it serves. */
  readerOf(index: EmbeddingIndex): ChunkIndexReader;
  close(): Promise<void>;
}

/** What SQL says about the indexes is this old at most. Both indexes of a switch are written for days after it. */
const freshMs = 500;
/** Readers of indexes that are over are closed some time after. */
const firstIndexId = 'chunks';

/**
 * The index and the embedding model that questions are answered with: a pair, whatever is switched meanwhile. A question
 * that was embedded before a switch finds the vectors of its model in the index that is kept.
 */
export function createServingIndex(deps: ServingIndexDeps, root: string): ServingIndex {
  const readers = new Map<string, LanceIndexReader>();
  let known: { readonly indexes: readonly EmbeddingIndex[]; readonly atMs: number } | null = null;
  let asking: Promise<readonly EmbeddingIndex[]> | null = null;

  const ask = async (): Promise<readonly EmbeddingIndex[]> => {
    try {
      const indexes = await deps.store.read.embeddingIndexes.listOpen();
      await closeReadersBut(readers, indexes);
      known = { indexes, atMs: deps.clock.monotonicMs() };
      return indexes;
    } finally {
      asking = null;
    }
  };
  const list = (): Promise<readonly EmbeddingIndex[]> => {
    if (known !== null && deps.clock.monotonicMs() - known.atMs < freshMs) return Promise.resolve(known.indexes);
    return (asking ??= ask());
  };
  const serving = async () => (await list()).find((index) => index.state === 'serving') ?? null;
  const readerIn = (folder: string): LanceIndexReader => {
    const reader = readers.get(folder) ?? deps.openReader(indexFolder(root, folder));
    readers.set(folder, reader);
    return reader;
  };
  const servingReader = async () => readerIn((await serving())?.folder ?? '');

  return {
    reader: {
      model: async () => (await servingReader()).model(),
      textSearch: async (query) => (await servingReader()).textSearch(query),
      async vectorSearch(query) {
        const indexes = await list();
        const ofModel = indexes.find(({ state, embeddingId }) => isReadable.has(state) && embeddingId === query.embeddingId);
        return (ofModel === undefined ? await servingReader() : readerIn(ofModel.folder)).vectorSearch(query);
      },
      close: () => Promise.resolve(),
    },
    embeddings: {
      async current() {
        const index = await serving();
        // Until the ingest worker has entered the first index: the model that the settings name.
        return (index === null ? deps.models.embedding : deps.models.embeddingOf(index.setting)).current();
      },
    },
    indexId: () => known?.indexes.find((index) => index.state === 'serving')?.id ?? firstIndexId,
    readerOf(index) {
      const reader = readerIn(index.folder);
      return {
        textSearch: (query) => reader.textSearch(query),
        vectorSearch: (query) => {
          if (query.embeddingId !== index.embeddingId) throw new CarrelError('INDEX_UNAVAILABLE');
          return reader.vectorSearch(query);
        },
        close: () => Promise.resolve(),
      };
    },
    async close() {
      await Promise.all([...readers.values()].map((reader) => reader.close()));
      readers.clear();
    },
  };
}

const isReadable: ReadonlySet<EmbeddingIndex['state']> = new Set(['serving', 'kept']);

async function closeReadersBut(readers: Map<string, LanceIndexReader>, indexes: readonly EmbeddingIndex[]): Promise<void> {
  const folders = new Set(indexes.filter(({ state }) => state !== 'dropping').map(({ folder }) => folder));
  if (folders.size === 0) return;
  for (const [folder, reader] of readers) {
    if (folders.has(folder)) continue;
    readers.delete(folder);
    await reader.close();
  }
}
