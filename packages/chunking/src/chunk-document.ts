import type { Chunk, ParsedDocument, VersionId } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { chunkIdOf, textSha256Of } from './chunk-id.ts';
import { groupSegments, type ChunkingOptions, type CountedSegment } from './group-segments.ts';
import { numberSections } from './number-sections.ts';
import type { Segment } from './segment.ts';

/** Title and headings are cut to this length: a page whose heading is a paragraph must leave room for its text. */
const maxContextChars = 160;
/** No fewer tokens are left for the text, whatever the context takes. */
const minTextTokens = 32;

/**
 * Cuts a document into chunks that fit the embedding model.
 *
 * Shape: chunks are ordered by `span.start`, do not overlap, and cover every segment; `document.text.slice(start, end)` is
 * `chunk.text` exactly. `tokenCounts[i]` is what the model counts for `segments[i]`; a chunk with its context has at most
 * `maxTokens` by these counts. Pure: the same input gives the same ids. O(n).
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
  const { document, versionId, segments, tokenCounts, options } = input;
  if (segments.length !== tokenCounts.length || options.targetTokens > options.maxTokens) {
    throw new CarrelError('INVALID_REQUEST', { message: `Expected ${segments.length} token counts and a target of at most ${options.maxTokens} tokens, got ${tokenCounts.length} and ${options.targetTokens}.` });
  }
  const sections = numberSections(segments);
  const counted = segments.map((segment, index): CountedSegment => ({ ...segment, tokens: tokenCounts[index] ?? 0, section: sections[index] ?? 0 }));
  const budget = (segment: Segment) => Math.max(minTextTokens, options.maxTokens - contextTokens(contextOf(document, segment)));
  return groupSegments(counted, options, budget).map((group, ordinal) => chunkOf(document, versionId, { group, ordinal }));
}

function chunkOf(document: ParsedDocument, versionId: VersionId, input: { readonly group: readonly CountedSegment[]; readonly ordinal: number }): Chunk {
  const { group, ordinal } = input;
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) throw new CarrelError('INTERNAL', { message: 'A chunk of no segments.' });
  const body = group.find((segment) => segment.kind !== 'heading') ?? first;
  const span = { start: first.span.start, end: last.span.end };
  const text = document.text.slice(span.start, span.end);
  return {
    id: chunkIdOf(versionId, ordinal),
    ordinal,
    span,
    text,
    headings: first.kind === 'heading' && body !== first ? first.headings.concat(headingsWithin(document, group)) : first.headings,
    page: first.page,
    context: contextOf(document, first),
    textSha256: textSha256Of(text),
  };
}

/** The headings that open the group: they lead to its body. */
function headingsWithin(document: ParsedDocument, group: readonly CountedSegment[]): string[] {
  const end = group.findIndex((segment) => segment.kind !== 'heading');
  return group.slice(0, end === -1 ? group.length : end).map((segment) => document.text.slice(segment.span.start, segment.span.end));
}

/** What is embedded and indexed for a chunk: where it stands, then its text. */
export function embeddedText(chunk: Pick<Chunk, 'context' | 'text'>): string {
  return chunk.context === '' ? chunk.text : `${chunk.context}\n${chunk.text}`;
}

function contextOf(document: ParsedDocument, segment: Segment): string {
  const path = [document.title ?? '', ...segment.headings].map((part) => part.trim()).filter((part, index, all) => part !== '' && all.indexOf(part) === index);
  return cutAtCodePoint(path.join(' › '), maxContextChars);
}

function cutAtCodePoint(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const isInsidePair = /[\uD800-\uDBFF]/.test(text.charAt(maxChars - 1));
  return text.slice(0, isInsidePair ? maxChars - 1 : maxChars);
}

/** An upper bound for common vocabularies: headings are words, at two characters a token or longer. */
function contextTokens(context: string): number {
  return Math.ceil(context.length / 2) + 2;
}
