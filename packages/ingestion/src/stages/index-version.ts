import type { Chunk, Collection, Document, IndexRow, ParsedDocument, Policy, SearchLanguage } from '@carrel/core';
import { searchLanguages, embeddedText } from '@carrel/core';
import type { AppendReceipt, IngestDependencies } from '../ingest-dependencies.ts';

/** Where a document's rows belong: the integers that index filters use. */
export interface IndexPlace {
  readonly document: Document;
  readonly policy: Policy;
  readonly collection: Collection;
}

/** Writes the version's rows under the generation of this attempt. They are invisible until the version is published. */
export async function indexVersion(
  deps: IngestDependencies,
  input: {
    readonly place: IndexPlace;
    readonly parsed: ParsedDocument;
    readonly chunks: readonly Chunk[];
    readonly generation: number;
    readonly vectors: readonly (Float32Array | null)[];
  },
): Promise<AppendReceipt> {
  const { parsed, ...rows } = input;
  return deps.appender.append(indexRows({ ...rows, language: searchLanguageOf(parsed.language) }));
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
    generation,
    ordinal: chunk.ordinal,
    policyKey: place.policy.key,
    collectionKey: place.collection.key,
    ...(place.policy.isStrict && { zoneKey: place.policy.key }),
    text: embeddedText(chunk),
    language,
    vector: input.vectors[index] ?? null,
  }));
}

export function searchLanguageOf(language: string | null): SearchLanguage | null {
  return searchLanguages.find((known) => known === language) ?? null;
}
