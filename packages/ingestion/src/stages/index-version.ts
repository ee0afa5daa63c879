import type { Chunk, Collection, Document, IndexRow, ParsedDocument, Policy, SearchLanguage, VersionLease } from '@carrel/core';
import { searchLanguages } from '@carrel/core';
import { embeddedText } from '@carrel/chunking';
import { LeaseLostError } from '../lease-lost-error.ts';
import type { IngestDependencies } from '../ingest-dependencies.ts';

/** Where a document's rows belong: the integers that index filters use. */
export interface IndexPlace {
  readonly document: Document;
  readonly policy: Policy;
  readonly collection: Collection;
}

/** Writes the version's rows under a generation of this attempt. They are invisible until the version is published. */
export async function indexVersion(
  deps: IngestDependencies,
  input: {
    readonly lease: VersionLease;
    readonly place: IndexPlace;
    readonly parsed: ParsedDocument;
    readonly chunks: readonly Chunk[];
    readonly vectors: readonly (Float32Array | null)[];
  },
): Promise<number> {
  const { lease, chunks, vectors } = input;
  const generation = await deps.store.transaction((repositories) => repositories.versions.nextGeneration());
  const language = searchLanguageOf(input.parsed.language);
  await deps.appender.append(indexRows({ chunks, vectors, generation, language, place: input.place }));
  const isDone = await deps.store.transaction((repositories) =>
    repositories.versions.advance({ versionId: lease.version.id, epoch: lease.epoch, from: 'embedding', to: 'indexed', result: { generation } }),
  );
  if (!isDone) throw new LeaseLostError('its rows were announced');
  return generation;
}

export function indexRows(input: {
  readonly chunks: readonly Chunk[];
  readonly vectors: readonly (Float32Array | null)[];
  readonly generation: number;
  readonly language: SearchLanguage | null;
  readonly place: IndexPlace;
}): IndexRow[] {
  const { generation, language, place } = input;
  return input.chunks.map((chunk, index) => ({
    chunkId: chunk.id,
    generation,
    policyKey: place.policy.key,
    collectionKey: place.collection.key,
    text: embeddedText(chunk),
    language,
    vector: input.vectors[index] ?? null,
  }));
}

export function searchLanguageOf(language: string | null): SearchLanguage | null {
  return searchLanguages.find((known) => known === language) ?? null;
}
