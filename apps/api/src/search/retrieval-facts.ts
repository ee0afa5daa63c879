import type { AuthorisationFacts, EmbeddingFacts, RetrievalFacts } from '@carrel/audit';
import type { CollectionId } from '@carrel/core';
import type { RetrievalRecord } from '@carrel/retrieval';

/**
 * What the log says about a retrieval: on which rights and with which index it was done, and how many passages came of it. A
 * person may read the entries of their own answers, so they count nothing else: how many candidates the check dropped tells
 * how many passages of others fit the question. That figure is one of the metrics.
 */
export function retrievalFacts(
  record: RetrievalRecord,
  { collectionIds, givenCount }: { readonly collectionIds: readonly CollectionId[] | null; readonly givenCount: number },
): { readonly authorisation: AuthorisationFacts; readonly retrieval: RetrievalFacts } {
  return {
    authorisation: { visible: record.visible, collectionIds, checkedCount: givenCount },
    retrieval: { index: record.indexId, givenCount, mode: record.mode, reranker: null, cache: 'off' },
  };
}

export function embeddingFacts({ embedding }: RetrievalRecord): EmbeddingFacts | null {
  return embedding === null ? null : { name: embedding.name, id: embedding.id, dimensions: embedding.dimensions };
}
