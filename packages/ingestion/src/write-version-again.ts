import type { BlobStore, IndexRow, ParsedDocument, SearchLanguage, Sha256, VersionId } from '@carrel/core';
import { embeddedText } from '@carrel/core';
import type { EmbeddingInUse, IngestDependencies } from './ingest-dependencies.ts';
import { embedTexts } from './stages/embed-version.ts';
import { indexRows, searchLanguageOf } from './stages/index-version.ts';

interface VersionRows {
  readonly versionId: VersionId;
  readonly generation: number;
  readonly embedding: EmbeddingInUse;
  /** Undefined: it is read from what was parsed. */
  readonly language?: SearchLanguage | null;
  readonly signal: AbortSignal;
  /** Told how many passages were longer than the model takes. */
  readonly onSplit?: ((count: number) => void) | undefined;
}

/** Writes the rows of a version from its stored chunks. Nothing for a version or document that is gone. */
export async function writeVersionAgain(
  deps: Pick<IngestDependencies, 'store' | 'blobs'> & { readonly appender: { append(rows: readonly IndexRow[]): Promise<unknown> } },
  input: VersionRows,
): Promise<void> {
  const rows = await rowsOfVersion(deps, input);
  if (rows.length > 0) await deps.appender.append(rows);
}

/**
 * The rows of a version from its chunks in SQL and the embedding cache; what the cache lacks is embedded. None when the
 * version or the document is gone.
 */
export async function rowsOfVersion(
  deps: Pick<IngestDependencies, 'store' | 'blobs'>,
  { versionId, generation, embedding, language, signal, onSplit = () => undefined }: VersionRows,
): Promise<readonly IndexRow[]> {
  const { versions, documents, access, collections, chunks: chunkRepository } = deps.store.read;
  const version = await versions.find(versionId);
  const document = version && (await documents.find(version.documentId));
  if (!version || !document) return [];
  const policy = await access.findPolicy(document.policyId);
  const collection = await collections.find(document.collectionId);
  if (policy === null || collection === null) return [];
  const chunks = await chunkRepository.listForVersion(version.id);
  const vectors =
    embedding === null ? chunks.map(() => null) : await embedTexts(deps, { texts: chunks.map(embeddedText), embedding, signal, onSplit });
  const known = language === undefined ? searchLanguageOf(await languageOf(deps.blobs, version.parsedBlobSha256)) : language;
  return indexRows({ chunks, vectors, generation, language: known, place: { document, policy, collection } });
}

async function languageOf(blobs: BlobStore, sha256: Sha256 | null): Promise<string | null> {
  if (sha256 === null) return null;
  const parsed: unknown = JSON.parse(new TextDecoder().decode(await blobs.read(sha256)));
  const language =
    typeof parsed === 'object' && parsed !== null && 'language' in parsed
      ? (parsed satisfies Partial<Record<keyof ParsedDocument, unknown>>).language
      : null;
  return typeof language === 'string' ? language : null;
}
