import { type ChunkIndexReader, type Clock, type IndexCandidate, type IndexFilter, isCarrelError, type SearchMode } from '@carrel/core';
import type { EmbeddedQuery } from './embed-query.ts';
import type { ModeFallback } from './retrieval-request.ts';
import { timed } from './timed.ts';

/** What the index gave, unchecked. A list is null when it was not searched. */
export interface IndexAnswer {
  readonly text: readonly IndexCandidate[] | null;
  readonly vector: readonly IndexCandidate[] | null;
  /** How much the vector list counts beside the text list, 0…1. */
  readonly vectorShare: number;
  readonly fallback: ModeFallback | null;
  readonly textSearchMs: number | null;
  readonly vectorSearchMs: number | null;
}

/** Of a model that says nothing else of itself. */
const equalShare = 0.5;

export interface IndexQuestion {
  readonly query: string;
  readonly mode: SearchMode;
  /** Null when the mode needs no vector. */
  readonly embedding: Promise<{ readonly value: EmbeddedQuery }> | null;
  readonly filter: IndexFilter;
  /** Candidates of each list. */
  readonly depth: number;
}

/**
 * Text and vector search side by side. Text search does not wait for the embedding. Without a vector, or when the index
 * has none of this model, the answer is by text alone, and says why.
 * @throws INDEX_UNAVAILABLE when text search cannot be done.
 */
export async function searchIndex(
  deps: { readonly index: ChunkIndexReader; readonly clock: Clock },
  question: IndexQuestion,
): Promise<IndexAnswer> {
  const { query, mode, filter, depth } = question;
  const searchText = () => timed(deps.clock, () => deps.index.textSearch({ text: query, filter, limit: depth }));
  const [text, vector] = await Promise.all([mode === 'vector' ? null : searchText(), searchVectors(deps, question)]);
  const textAnswer = text ?? (vector.list === null ? await searchText() : null);
  return {
    text: textAnswer?.value ?? null,
    vector: vector.list,
    vectorShare: vector.share,
    fallback: vector.fallback,
    textSearchMs: textAnswer?.ms ?? null,
    vectorSearchMs: vector.ms,
  };
}

interface VectorAnswer {
  readonly list: readonly IndexCandidate[] | null;
  readonly share: number;
  readonly fallback: ModeFallback | null;
  readonly ms: number | null;
}

async function searchVectors(
  { index, clock }: { readonly index: ChunkIndexReader; readonly clock: Clock },
  { query, embedding, filter, depth }: IndexQuestion,
): Promise<VectorAnswer> {
  const embedded = (await embedding)?.value ?? null;
  if (embedded === null) return { list: null, share: equalShare, fallback: null, ms: null };
  if (embedded.type === 'none') return { list: null, share: equalShare, fallback: embedded.reason, ms: null };
  try {
    const { value, ms } = await timed(clock, () =>
      index.vectorSearch({ vector: embedded.vector, embeddingId: embedded.model.id, filter, limit: depth }),
    );
    return { list: value, share: embedded.model.rankingShare?.(query) ?? equalShare, fallback: null, ms };
  } catch (error) {
    // While an index of another model is being rebuilt, its texts can already be searched.
    if (isCarrelError(error) && error.code === 'INDEX_UNAVAILABLE')
      return { list: null, share: equalShare, fallback: 'vector-index-unavailable', ms: null };
    throw error;
  }
}
