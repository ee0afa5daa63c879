import type { Chunk, Location, ParsedDocument, VersionId } from '@carrel/core';
import { CarrelError, joinLocations } from '@carrel/core';
import { createContexts } from './chunk-context.ts';
import { cutSpan } from './cut-span.ts';
import { groupSegments, type ChunkingOptions, type CountedSegment } from './group-segments.ts';
import { makeChunk, pageAt } from './make-chunk.ts';
import { numberSections } from './number-sections.ts';
import type { Segment } from './segment.ts';

/**
 * Cuts a document into chunks that fit the embedding model.
 *
 * Shape: chunks are ordered by `span.start`, do not overlap, and hold every segment; `document.text.slice(start, end)` is
 * `chunk.text` exactly. `tokenCounts[i]` is what the model counts for `segments[i]`, without special tokens; by these counts
 * a chunk with its context has at most `maxTokens`. A segment that alone has more is cut, with its tokens shared out by
 * length; count `embeddedText` of the result, and `splitOversizedChunks` cuts what is still too long.
 *
 * Pure: the same input gives the same ids. O(n · segments in a chunk).
 *
 * @throws INVALID_REQUEST when counts and segments differ in number, or the target is above the maximum.
 * @see docs/decisions/2026-11-20-chunk-by-structure.md
 */
export function chunkDocument(input: {
  readonly document: ParsedDocument;
  readonly versionId: VersionId;
  readonly segments: readonly Segment[];
  readonly tokenCounts: readonly number[];
  readonly options: ChunkingOptions;
}): Chunk[] {
  const { document, versionId, options } = input;
  checkInput(input);
  const { segments, tokenCounts } = withoutHeavySegments(input);
  const contextAt = createContexts(document, segments, { tokenCounts, maxTokens: options.maxTokens });
  const sections = numberSections(segments);
  const counted = segments.map((segment, index): CountedSegment => {
    const isIntroduction = segment.kind === 'paragraph' && document.text.charAt(segment.span.end - 1) === ':';
    return { ...segment, tokens: tokenCounts[index] ?? 0, section: sections[index] ?? 0, isIntroduction };
  });
  const groups = groupSegments(counted, options, (index) => options.maxTokens - contextAt(index).tokens);
  return groups.map(({ start, end }, ordinal) => {
    const group = segments.slice(start, end);
    const span = { start: group[0]?.span.start ?? 0, end: group.at(-1)?.span.end ?? 0 };
    const context = contextAt(start);
    const location = locationOf(group, context.header);
    const place = {
      span,
      headings: headingsOf(group),
      page: pageAt(document, span.start) ?? group[0]?.page ?? null,
      context: context.text,
      ...(location !== null && { location }),
    };
    return makeChunk(document, versionId, { place, ordinal });
  });
}

function checkInput({
  segments,
  tokenCounts,
  options,
}: {
  readonly segments: readonly Segment[];
  readonly tokenCounts: readonly number[];
  readonly options: ChunkingOptions;
}): void {
  if (segments.length !== tokenCounts.length) {
    throw new CarrelError('INVALID_REQUEST', {
      message: `Expected ${segments.length} token counts, one a segment, got ${tokenCounts.length}.`,
    });
  }
  if (options.targetTokens > options.maxTokens || options.targetTokens < 1) {
    throw new CarrelError('INVALID_REQUEST', {
      message: `Expected a target of 1 to ${options.maxTokens} tokens, got ${options.targetTokens}.`,
    });
  }
}

/** A segment may take this share of a chunk: the context needs some, and tokens are not spread evenly over its letters. */
const maxSegmentShare = 0.65;

function withoutHeavySegments({ document, segments, tokenCounts, options }: Parameters<typeof chunkDocument>[0]): {
  readonly segments: readonly Segment[];
  readonly tokenCounts: readonly number[];
} {
  const limit = Math.max(1, Math.floor(options.maxTokens * maxSegmentShare));
  const pieces = segments.flatMap((segment, index) => {
    const tokens = tokenCounts[index] ?? 0;
    if (tokens <= limit) return [{ segment, tokens }];
    const chars = segment.span.end - segment.span.start;
    return cutSpan(document.text, segment.span, Math.max(1, Math.floor((chars * limit) / tokens))).map((span, piece) => ({
      segment: { ...segment, span, isContinuation: segment.isContinuation || piece > 0 },
      tokens: Math.ceil((tokens * (span.end - span.start)) / chars),
    }));
  });
  return { segments: pieces.map(({ segment }) => segment), tokenCounts: pieces.map(({ tokens }) => tokens) };
}

/** From the first row to the last; a heading above them stands where they do. */
function locationOf(group: readonly Segment[], header: string | null): Location | null {
  const body = group.filter((segment) => segment.kind !== 'heading');
  const location = joinLocations((body[0] ?? group[0])?.location ?? null, (body.at(-1) ?? group.at(-1))?.location ?? null);
  return location?.kind === 'rows' && header !== null ? { ...location, header } : location;
}

/** The headings that all of the chunk's text stands under. */
function headingsOf(group: readonly Segment[]): readonly string[] {
  const [first, ...others] = group.filter((segment) => segment.kind !== 'heading').map((segment) => segment.headings);
  if (first === undefined) return group[0]?.headings ?? [];
  let shared = first.length;
  for (const headings of others) {
    const differsAt = first.findIndex((heading, index) => headings[index] !== heading);
    if (differsAt !== -1) shared = Math.min(shared, differsAt);
  }
  return first.slice(0, shared);
}
