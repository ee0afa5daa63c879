import type { VersionLease } from '@carrel/core';
import type { EmbeddingInUse, IngestDependencies } from './ingest-dependencies.ts';
import { LeaseLostError } from './lease-lost-error.ts';
import { chunkVersion } from './stages/chunk-version.ts';
import { embedVersion } from './stages/embed-version.ts';
import { indexVersion, type IndexPlace } from './stages/index-version.ts';
import { parseVersion } from './stages/parse-version.ts';
import { publishVersion } from './stages/publish-version.ts';

/**
 * Ingests one version: source file → parse → chunk → embed → index → publish.
 *
 * The lease was taken with the step to `parsing`. Stages move the version's state, fenced by the lease; a stage that is repeated after a crash writes
 * the same names again. Nothing of the version is visible before the last one. Resolves when it is published.
 *
 * @throws CarrelError with a failure code, or of the service that failed: `failureOf` says what becomes of the version.
 * @throws LeaseLostError when somebody else works on it, or it was deleted.
 */
export async function ingestDocument(
  deps: IngestDependencies,
  input: { readonly lease: VersionLease; readonly embedding: EmbeddingInUse; readonly signal: AbortSignal },
): Promise<{ readonly chunkCount: number; readonly generation: number }> {
  const { lease, embedding, signal } = input;
  const place = await findPlace(deps, lease);
  const parsed = await parseVersion(deps, lease, signal);
  const { chunks, generation } = await chunkVersion(deps, { lease, parsed, embedding, signal });
  const vectors = await embedVersion(deps, { lease, chunks, embedding, signal });
  const receipt = await indexVersion(deps, { place, parsed, chunks, generation, vectors });
  await publishVersion(deps, { lease, place, parsed, generation, receipt });
  return { chunkCount: chunks.length, generation };
}

async function findPlace(deps: IngestDependencies, lease: VersionLease): Promise<IndexPlace> {
  const { documents, access, collections } = deps.store.read;
  const document = await documents.find(lease.version.documentId);
  if (document === null) throw new LeaseLostError('it was begun: the document was deleted');
  const policy = await access.findPolicy(document.policyId);
  const collection = await collections.find(document.collectionId);
  if (policy === null || collection === null) throw new TypeError('The document names a policy or collection that does not exist.');
  return { document, policy, collection };
}
