import { type Chunk, type ParsedDocument, type VersionLease, faultPoint, embeddedText } from '@carrel/core';
import { chunkDocument, planSegments, splitOversizedChunks } from '@carrel/chunking';
import type { EmbeddingInUse, IngestDependencies } from '../ingest-dependencies.ts';
import { advance } from './advance.ts';

/** Tokens of a chunk with its context, when no model says how long it may be. */
const textOnlyMaxTokens = 256;
/** A passage of about 230 tokens is a few paragraphs: one thought, with enough around it to be understood. */
const targetTokens = 230;

export interface ChunkedVersion {
  readonly chunks: readonly Chunk[];
  /** The tag that the index rows of this attempt get. */
  readonly generation: number;
}

/** Cuts the text into chunks that the embedding model takes whole, and stores text and chunks with the step. */
export async function chunkVersion(
  deps: IngestDependencies,
  input: {
    readonly lease: VersionLease;
    readonly parsed: ParsedDocument;
    readonly embedding: EmbeddingInUse;
    readonly signal: AbortSignal;
  },
): Promise<ChunkedVersion> {
  const { lease, parsed } = input;
  const chunks = await fittingChunks(input);
  faultPoint('chunk.after-count');
  const blob = await deps.blobs.put(once(new TextEncoder().encode(JSON.stringify(parsed))));
  faultPoint('chunk.after-blob');
  const chunked = await deps.store.transaction(async (repositories) => {
    await repositories.chunks.replaceForVersion(lease.version.id, chunks);
    faultPoint('chunk.in-transaction');
    await advance(repositories, {
      versionId: lease.version.id,
      epoch: lease.epoch,
      along: ['parsing', 'chunked', 'embedding'],
      result: {
        parsedBlobSha256: blob.sha256,
        pageCount: parsed.pages.length === 0 ? null : parsed.pages.length,
        charCount: parsed.text.length,
        chunkCount: chunks.length,
        validity: parsed.validity ?? null,
      },
    });
    const generation = await repositories.versions.nextGeneration();
    faultPoint('chunk.before-commit');
    return { chunks, generation };
  });
  faultPoint('chunk.after-commit');
  return chunked;
}

async function fittingChunks(input: {
  readonly lease: VersionLease;
  readonly parsed: ParsedDocument;
  readonly embedding: EmbeddingInUse;
  readonly signal: AbortSignal;
}): Promise<readonly Chunk[]> {
  const { parsed, embedding, signal } = input;
  const countTokens = (texts: readonly string[]) =>
    embedding === null ? Promise.resolve(texts.map(estimateTokens)) : embedding.countTokens(texts, { signal });
  const segments = planSegments(parsed);
  const tokenCounts = await countTokens(segments.map((segment) => parsed.text.slice(segment.span.start, segment.span.end)));
  const limit = (embedding?.maxInputTokens ?? textOnlyMaxTokens) - specialTokens;
  const { version } = input.lease;
  const options = { maxTokens: limit, targetTokens: Math.min(targetTokens, limit) };
  let chunks: readonly Chunk[] = chunkDocument({ document: parsed, versionId: version.id, segments, tokenCounts, options });
  // A tokenizer may join what was counted apart, so what the model will get is counted once more, and cut until it fits.
  for (;;) {
    const exact = await countTokens(chunks.map(embeddedText));
    const fitting = splitOversizedChunks({ document: parsed, versionId: version.id, chunks, tokenCounts: exact, maxTokens: limit });
    if (fitting === chunks) return chunks;
    chunks = fitting;
  }
}

/** `[CLS]` and `[SEP]`, or the begin and end tokens of other families. */
const specialTokens = 2;

/** Without a model: about four characters a token, as English text has in common vocabularies. */
function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
