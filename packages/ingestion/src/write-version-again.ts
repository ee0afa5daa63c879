import type { BlobStore, ParsedDocument, Sha256, VersionId } from '@carrel/core';
import { embeddedText } from '@carrel/chunking';
import type { EmbeddingInUse, IngestDependencies } from './ingest-dependencies.ts';
import { embedTexts } from './stages/embed-version.ts';
import { indexRows, searchLanguageOf } from './stages/index-version.ts';

/** Writes the rows of a version from its stored chunks. Nothing for a version or document that is gone. */
export async function writeVersionAgain(
  deps: Pick<IngestDependencies, 'store' | 'blobs' | 'appender'>,
  input: { readonly versionId: VersionId; readonly generation: number; readonly embedding: EmbeddingInUse; readonly signal: AbortSignal },
): Promise<void> {
  const { versions, documents, access, collections, chunks: chunkRepository } = deps.store.read;
  const version = await versions.find(input.versionId);
  const document = version && (await documents.find(version.documentId));
  if (!version || !document) return;
  const policy = await access.findPolicy(document.policyId);
  const collection = await collections.find(document.collectionId);
  if (policy === null || collection === null) return;
  const chunks = await chunkRepository.listForVersion(version.id);
  const vectors =
    input.embedding === null
      ? chunks.map(() => null)
      : await embedTexts(deps, { texts: chunks.map(embeddedText), embedding: input.embedding, signal: input.signal });
  const language = searchLanguageOf(await languageOf(deps.blobs, version.parsedBlobSha256));
  await deps.appender.append(
    indexRows({ chunks, vectors, generation: input.generation, language, place: { document, policy, collection } }),
  );
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
