import { type CarrelError, type Clock, type EmbeddingModelSource, isCarrelError } from '@carrel/core';
import type { EmbeddingInUse } from '@carrel/ingestion';
import { setTimeout as sleep } from 'node:timers/promises';

/** The embedding model to work with; or why there is none although one is configured. */
export type EmbeddingReadiness =
  | { readonly type: 'ready'; readonly embedding: EmbeddingInUse }
  | { readonly type: 'failed'; readonly error: CarrelError };

/** How long a configured model may take to load before documents are told that it fails. */
const patienceMs = 120_000;
const pollMs = 500;

/** Waits while the model in use is being loaded. */
export async function embeddingReadiness(
  deps: { readonly models: EmbeddingModelSource; readonly clock: Clock },
  signal: AbortSignal,
): Promise<EmbeddingReadiness> {
  const startedMs = deps.clock.monotonicMs();
  for (;;) {
    signal.throwIfAborted();
    try {
      return { type: 'ready', embedding: await deps.models.current() };
    } catch (error) {
      if (!isCarrelError(error)) throw error;
      const isLoading = error.code === 'MODEL_UNAVAILABLE' && deps.clock.monotonicMs() - startedMs < patienceMs;
      if (!isLoading) return { type: 'failed', error };
      await sleep(pollMs, undefined, { signal });
    }
  }
}
