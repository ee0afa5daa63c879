import type { Chunk, ParsedDocument, VersionId } from '@carrel/core';
import { cutSpan } from './cut-span.ts';
import { makeChunk, pageAt, type ChunkPlace } from './make-chunk.ts';

/** Cut to somewhat less than fits: tokens are not spread evenly over the letters. */
const safeShare = 0.9;

/**
 * Cuts the chunks that have more tokens than allowed, now that the model has counted exactly what it will get. Call it again
 * with the counts of the result until it gives the same list back; each call makes every such chunk shorter, and one that
 * cannot be shortened loses its context, so it comes to an end for any model that takes a single character.
 *
 * @param input.tokenCounts the model's count of `embeddedText` of each chunk, without special tokens.
 * @returns the same list when none is too long; else all chunks, numbered anew.
 */
export function splitOversizedChunks(input: {
  readonly document: ParsedDocument;
  readonly versionId: VersionId;
  readonly chunks: readonly Chunk[];
  readonly tokenCounts: readonly number[];
  readonly maxTokens: number;
}): readonly Chunk[] {
  const { document, versionId, chunks, tokenCounts, maxTokens } = input;
  if (tokenCounts.every((tokens) => tokens <= maxTokens)) return chunks;
  return chunks
    .flatMap((chunk, index): ChunkPlace[] => {
      const tokens = tokenCounts[index] ?? 0;
      return tokens <= maxTokens ? [placeOf(chunk)] : shorterPlaces(document, chunk, maxTokens / tokens);
    })
    .map((place, ordinal) => makeChunk(document, versionId, { place, ordinal }));
}

function shorterPlaces(document: ParsedDocument, chunk: Chunk, share: number): ChunkPlace[] {
  const chars = chunk.span.end - chunk.span.start;
  // The context stays as long as it is, so the text is what has to shrink; at least by a tenth at a time.
  const maxChars = Math.max(1, Math.floor(chars * Math.min(share, 1) * safeShare));
  const pieces = cutSpan(document.text, chunk.span, maxChars);
  if (pieces.length < 2) return [{ ...placeOf(chunk), context: '' }];
  const isMostlyContext = chunk.context.length > chars;
  return pieces.map((span) => ({
    ...placeOf(chunk),
    span,
    page: pageAt(document, span.start) ?? chunk.page,
    ...(isMostlyContext && { context: '' }),
  }));
}

function placeOf({ span, headings, page, location, context }: Chunk): ChunkPlace {
  return { span, headings, page, context, ...(location !== undefined && { location }) };
}
