import { createHash } from 'node:crypto';
import { CarrelError, type Chunk, type VersionLease, faultPoint, embeddedText } from '@carrel/core';
import type { EmbeddingInUse, IngestDependencies } from '../ingest-dependencies.ts';
import { embedInParts } from './embed-in-parts.ts';

/** Progress is written at most this often: each write is a commit. */
const progressIntervalMs = 1000;

export function textSha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** A vector a chunk, in order; nulls when no model is in use. Texts that were embedded before come from the cache. */
export async function embedVersion(
  deps: IngestDependencies,
  input: {
    readonly lease: VersionLease;
    readonly chunks: readonly Chunk[];
    readonly embedding: EmbeddingInUse;
    readonly signal: AbortSignal;
  },
): Promise<readonly (Float32Array | null)[]> {
  const { lease, chunks, embedding, signal } = input;
  if (embedding === null) return chunks.map(() => null);
  let reportedAtMs = deps.clock.monotonicMs();
  return embedTexts(deps, {
    texts: chunks.map(embeddedText),
    embedding,
    signal,
    onProgress: async (done) => {
      const nowMs = deps.clock.monotonicMs();
      if (nowMs - reportedAtMs < progressIntervalMs) return;
      reportedAtMs = nowMs;
      await deps.store.transaction((repositories) =>
        repositories.versions.setProgress(lease.version.id, lease.epoch, { stage: 'embedding', done, total: chunks.length }),
      );
    },
  });
}

/**
 * Vectors of the texts, in order, through the cache by (text, model). What is new is stored in the cache before this
 * resolves, so that work done before a crash is not done again.
 */
export async function embedTexts(
  deps: Pick<IngestDependencies, 'store'>,
  input: {
    readonly texts: readonly string[];
    readonly embedding: NonNullable<EmbeddingInUse>;
    readonly signal: AbortSignal;
    readonly onProgress?: (done: number) => Promise<void>;
    /** The texts were cut for another model, and may be longer than this one takes; told how many of them were. */
    readonly onSplit?: (count: number) => void;
  },
): Promise<readonly Float32Array[]> {
  const { texts, embedding, signal, onSplit } = input;
  const hashes = texts.map(textSha256);
  const vectors = new Map(await deps.store.read.embeddingCache.find(embedding.id, hashes));
  // Each text once, longest first: a batch of like lengths wastes least.
  const missing = [...new Map(texts.map((text, index) => [hashes[index] ?? '', text]))]
    .filter(([hash]) => !vectors.has(hash))
    .toSorted((a, b) => b[1].length - a[1].length);
  for (let from = 0; from < missing.length; from += embedding.maxInputsPerCall) {
    const batch = missing.slice(from, from + embedding.maxInputsPerCall);
    faultPoint('embed.before-model');
    const batchTexts = batch.map(([, text]) => text);
    const made =
      onSplit === undefined
        ? await embedding.embed(batchTexts, { purpose: 'document', signal })
        : await embedInParts(embedding, batchTexts, { signal, onSplit });
    faultPoint('embed.after-model');
    const entries = batch.map(([hash], index) => ({ textSha256: hash, vector: present(made[index]) }));
    await deps.store.transaction(async (repositories) => {
      await repositories.embeddingCache.put(embedding.id, entries);
      faultPoint('embed.in-transaction');
    });
    faultPoint('embed.after-cache');
    for (const entry of entries) vectors.set(entry.textSha256, entry.vector);
    await input.onProgress?.(texts.length - missing.length + from + batch.length);
  }
  return hashes.map((hash) => present(vectors.get(hash)));
}

function present(vector: Float32Array | undefined): Float32Array {
  if (vector === undefined) throw new CarrelError('MODEL_RESPONSE_INVALID', { message: 'The model gave fewer vectors than texts.' });
  return vector;
}
