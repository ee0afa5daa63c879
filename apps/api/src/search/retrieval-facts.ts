import type { AuthorisationFacts, EmbeddingFacts, RetrievalFacts } from '@carrel/audit';
import type { CollectionId } from '@carrel/core';
import type { RetrievalRecord } from '@carrel/retrieval';

/** What the log says about a retrieval: on which rights and with which index it was done. */
export function retrievalFacts(
  record: RetrievalRecord,
  collectionIds: readonly CollectionId[] | null,
): { readonly authorisation: AuthorisationFacts; readonly retrieval: RetrievalFacts } {
  const { visible, candidatesChecked, candidatesDropped } = record;
  return {
    authorisation: { visible, collectionIds, checkedCount: candidatesChecked, droppedCount: candidatesDropped },
    retrieval: { index: record.indexId, candidateCount: candidatesChecked, mode: record.mode, reranker: null, cache: 'off' },
  };
}

export function embeddingFacts({ embedding }: RetrievalRecord): EmbeddingFacts | null {
  return embedding === null ? null : { name: embedding.name, id: embedding.id, dimensions: embedding.dimensions };
}
