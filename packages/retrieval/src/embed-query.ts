import { type EmbeddingModel, type EmbeddingModelSource, isCarrelError, type Logger } from '@carrel/core';
import type { ModeFallback } from './retrieval-request.ts';

export type EmbeddedQuery =
  | { readonly type: 'embedded'; readonly vector: Float32Array; readonly model: EmbeddingModel; readonly isCut: boolean }
  | { readonly type: 'none'; readonly reason: ModeFallback };

/**
 * The query as a vector, or why there is none: search then goes on by text alone. Only the caller's own signal is thrown.
 */
export async function embedQuery(
  deps: { readonly models: EmbeddingModelSource; readonly logger?: Logger | undefined },
  query: string,
  signal?: AbortSignal,
): Promise<EmbeddedQuery> {
  try {
    const model = await deps.models.current();
    if (model === null) return { type: 'none', reason: 'no-embedding-model' };
    const text = await fitToModel(model, query, signal);
    const [vector] = await model.embed([text], { purpose: 'query', ...(signal === undefined ? {} : { signal }) });
    if (vector === undefined) return { type: 'none', reason: 'embedding-failed' };
    return { type: 'embedded', vector, model, isCut: text !== query };
  } catch (error) {
    signal?.throwIfAborted();
    deps.logger?.warn('retrieval.embedding-failed', { code: isCarrelError(error) ? error.code : 'INTERNAL' });
    return { type: 'none', reason: 'embedding-failed' };
  }
}

/** The most tokens that a model puts around an input ([CLS] and [SEP], with one to spare). */
const specialTokens = 3;
/** A token stands for at least one byte, and a UTF-16 code unit for at most three bytes of UTF-8. */
const maxTokensPerCodeUnit = 3;

/** The longest beginning of the query that the model takes. Asks the model for a count only when the query may be too long. */
async function fitToModel(model: EmbeddingModel, query: string, signal?: AbortSignal): Promise<string> {
  const roomTokens = model.maxInputTokens - specialTokens;
  if (query.length * maxTokensPerCodeUnit <= roomTokens) return query;
  let characters = Array.from(query);
  while (characters.length > 1) {
    const text = characters.join('');
    const [tokens = 0] = await model.countTokens([text], signal === undefined ? {} : { signal });
    if (tokens <= roomTokens) return text;
    // In proportion, and by at least one character, so that it ends: two or three rounds in practice.
    characters = characters.slice(0, Math.max(1, Math.min(characters.length - 1, Math.floor((characters.length * roomTokens) / tokens))));
  }
  return characters.join('');
}
