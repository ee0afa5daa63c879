import type { Chunk, ParsedDocument, VersionLease } from '@carrel/core';
import { chunkDocument, embeddedText, planSegments } from '@carrel/chunking';
import type { EmbeddingInUse, IngestDependencies } from '../ingest-dependencies.ts';
import { advance } from './advance.ts';

/** Tokens of a chunk with its context, when no model says how long it may be. */
const textOnlyMaxTokens = 256;
/** A passage of about 230 tokens is a few paragraphs: one thought, with enough around it to be understood. */
const targetTokens = 230;
/** A model's tokenizer may join what the plan counted apart; each round plans with a smaller budget. */
const maxPlanningRounds = 4;

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
  const blob = await deps.blobs.put(once(new TextEncoder().encode(JSON.stringify(parsed))));
  return deps.store.transaction(async (repositories) => {
    await repositories.chunks.replaceForVersion(lease.version.id, chunks);
    await advance(repositories, {
      versionId: lease.version.id,
      epoch: lease.epoch,
      along: ['parsing', 'chunked', 'embedding'],
      result: {
        parsedBlobSha256: blob.sha256,
        pageCount: parsed.pages.length === 0 ? null : parsed.pages.length,
        charCount: parsed.text.length,
        chunkCount: chunks.length,
      },
    });
    return { chunks, generation: await repositories.versions.nextGeneration() };
  });
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
  for (let round = 0; ; round += 1) {
    const maxTokens = Math.floor(limit * (1 - 0.2 * round));
    const chunks = chunkDocument({
      document: parsed,
      versionId: input.lease.version.id,
      segments,
      tokenCounts,
      options: { maxTokens, targetTokens: Math.min(targetTokens, maxTokens) },
    });
    const exact = await countTokens(chunks.map(embeddedText));
    if (exact.every((tokens) => tokens <= limit)) return chunks;
    if (round === maxPlanningRounds - 1) return chunks;
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
