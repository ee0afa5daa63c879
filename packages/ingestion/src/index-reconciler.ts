import { type ChunkIndexWriter, type IndexRow, type ParsedDocument, type SearchLanguage, type VersionId, faultPoint } from '@carrel/core';
import type { EmbeddingInUse, IngestDependencies } from './ingest-dependencies.ts';
import { embedTexts } from './stages/embed-version.ts';
import { indexRows, searchLanguageOf } from './stages/index-version.ts';
import { embeddedText } from '@carrel/chunking';

export interface ReconcileOutcome {
  /** Generations whose rows were missing, too few or in the table of another zone, and were written again. */
  readonly rebuilt: number;
  /** Generations that SQL does not serve, or not from that table, whose rows were removed. */
  readonly removed: number;
}

export interface ReconcileDependencies extends Pick<IngestDependencies, 'store' | 'blobs'> {
  readonly appender: { append(rows: readonly IndexRow[]): Promise<unknown> };
}

/**
 * Makes the index hold what SQL says, from SQL and blobs: the index is a cache. Texts that were embedded before come from
 * the embedding cache, so a rebuild costs no embedding.
 *
 * @param input.isInFlight whether a generation belongs to an attempt that is not finished: its rows are left alone.
 */
export async function reconcileIndex(
  deps: ReconcileDependencies,
  input: {
    readonly writer: ChunkIndexWriter;
    readonly embedding: EmbeddingInUse;
    readonly isInFlight: (generation: number) => boolean;
    readonly signal: AbortSignal;
    readonly onProgress?: (done: number, total: number) => void;
  },
): Promise<ReconcileOutcome> {
  const held = await countByZone(input.writer);
  // Before SQL is read: an attempt that ends in between is either still in flight here or published there.
  const inFlight = new Set([...held.values()].flatMap((counts) => [...counts.keys()].filter(input.isInFlight)));
  const wanted = await deps.store.read.versions.activeGenerations();
  const incomplete = [...wanted].filter(([generation, { chunkCount, zoneKey }]) => held.get(zoneKey)?.get(generation) !== chunkCount);
  const partial = incomplete.filter(([generation, { zoneKey }]) => held.get(zoneKey)?.has(generation) === true);
  for (const [zoneKey, some] of Map.groupBy(partial, ([, { zoneKey }]) => zoneKey))
    await input.writer.deleteGenerations(
      some.map(([generation]) => generation),
      zoneKey,
    );
  let done = 0;
  for (const [generation, { versionId }] of incomplete) {
    input.signal.throwIfAborted();
    const rows = await rowsOfVersion(deps, { versionId, generation, embedding: input.embedding, signal: input.signal });
    faultPoint('reconcile.before-rows');
    await deps.appender.append(rows);
    faultPoint('reconcile.after-rows');
    done += 1;
    input.onProgress?.(done, incomplete.length);
  }
  // Last: what moves from one table to another is found in one of them at any time.
  let removed = 0;
  for (const [zoneKey, counts] of held) {
    const strays = [...counts.keys()].filter((generation) => !belongs(wanted.get(generation), zoneKey) && !inFlight.has(generation));
    if (strays.length > 0) {
      faultPoint('reconcile.before-strays');
      await input.writer.deleteGenerations(strays, zoneKey);
      faultPoint('reconcile.after-strays');
    }
    removed += strays.length;
  }
  return { rebuilt: incomplete.length, removed };
}

/** Rows by generation of the shared table (null) and of every zone. */
async function countByZone(writer: ChunkIndexWriter): Promise<ReadonlyMap<number | null, ReadonlyMap<number, number>>> {
  const counts = new Map<number | null, ReadonlyMap<number, number>>([[null, await writer.countByGeneration()]]);
  for (const zoneKey of await writer.listZones()) counts.set(zoneKey, await writer.countByGeneration(zoneKey));
  return counts;
}

function belongs(wanted: { readonly zoneKey: number | null } | undefined, zoneKey: number | null): boolean {
  return wanted !== undefined && wanted.zoneKey === zoneKey;
}

/**
 * The rows of a version from its chunks in SQL and the embedding cache; what the cache lacks is embedded. None when the
 * version is gone.
 *
 * @param input.language undefined: it is read from what was parsed.
 */
export async function rowsOfVersion(
  deps: Pick<IngestDependencies, 'store' | 'blobs'>,
  input: {
    readonly versionId: VersionId;
    readonly generation: number;
    readonly embedding: EmbeddingInUse;
    readonly language?: SearchLanguage | null;
    readonly signal: AbortSignal;
  },
): Promise<readonly IndexRow[]> {
  const { versions, documents, access, collections, chunks: chunkRepository } = deps.store.read;
  const version = await versions.find(input.versionId);
  const document = version && (await documents.find(version.documentId));
  if (!version || !document) return [];
  const policy = await access.findPolicy(document.policyId);
  const collection = await collections.find(document.collectionId);
  if (policy === null || collection === null) return [];
  const chunks = await chunkRepository.listForVersion(version.id);
  const vectors =
    input.embedding === null
      ? chunks.map(() => null)
      : await embedTexts(deps, { texts: chunks.map(embeddedText), embedding: input.embedding, signal: input.signal });
  const language = input.language === undefined ? searchLanguageOf(await languageOf(deps, version.parsedBlobSha256)) : input.language;
  return indexRows({ chunks, vectors, generation: input.generation, language, place: { document, policy, collection } });
}

async function languageOf(
  deps: Pick<IngestDependencies, 'blobs'>,
  sha256: Parameters<IngestDependencies['blobs']['read']>[0] | null,
): Promise<string | null> {
  if (sha256 === null) return null;
  const parsed: unknown = JSON.parse(new TextDecoder().decode(await deps.blobs.read(sha256)));
  const language =
    typeof parsed === 'object' && parsed !== null && 'language' in parsed
      ? (parsed satisfies Partial<Record<keyof ParsedDocument, unknown>>).language
      : null;
  return typeof language === 'string' ? language : null;
}
