import type { Block, ParsedDocument, Span } from '@carrel/core';
import type { Segment } from './segment.ts';

/**
 * The longest segment, in UTF-16 code units. Even at one token a code unit it fits the smallest of common embedding models
 * (512 tokens), so a chunk can always be made of whole segments.
 */
export const maxSegmentChars = 400;

/**
 * Cuts a parsed document into segments: sentences of paragraphs, whole list items, rows and lines of code; what is longer
 * than `maxSegmentChars` is cut between words, or between grapheme clusters where there are none.
 *
 * Segments are ordered, do not overlap, and cover every character of every block that is not white space. Pure. O(n).
 */
export function planSegments(document: ParsedDocument): Segment[] {
  return document.blocks.flatMap((block, index) => piecesOf(document.text, block).map((span) => ({ span, kind: block.kind, block: index, headings: block.headings, page: block.page ?? null })));
}

function piecesOf(text: string, block: Block): Span[] {
  const pieces = block.kind === 'code' ? lines(text, block.span) : block.kind === 'table-row' || block.kind === 'heading' ? [block.span] : sentences(text, block.span);
  return pieces.map((span) => trimmed(text, span)).filter((span) => span.end > span.start).flatMap((span) => fitting(text, span));
}

function lines(text: string, span: Span): Span[] {
  const found: Span[] = [];
  for (let start = span.start; start < span.end; ) {
    const at = text.indexOf('\n', start);
    const end = at === -1 || at >= span.end ? span.end : at + 1;
    found.push({ start, end });
    start = end;
  }
  return found;
}

const sentenceSegmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

function sentences(text: string, span: Span): Span[] {
  const slice = text.slice(span.start, span.end);
  return [...sentenceSegmenter.segment(slice)].map(({ index, segment }) => ({ start: span.start + index, end: span.start + index + segment.length }));
}

function trimmed(text: string, span: Span): Span {
  let { start, end } = span;
  while (start < end && /\s/u.test(text.charAt(start))) start += 1;
  while (end > start && /\s/u.test(text.charAt(end - 1))) end -= 1;
  return { start, end };
}

const graphemeSegmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The span, or pieces of it of at most `maxSegmentChars`. */
function fitting(text: string, span: Span): Span[] {
  const pieces: Span[] = [];
  let rest = span;
  while (rest.end - rest.start > maxSegmentChars) {
    const cut = cutBefore(text, rest.start, rest.start + maxSegmentChars);
    pieces.push(trimmed(text, { start: rest.start, end: cut }));
    rest = trimmed(text, { start: cut, end: rest.end });
  }
  return rest.end > rest.start ? [...pieces, rest] : pieces;
}

/** The last place at or before `limit` where the text can be cut: after white space, else between grapheme clusters. */
function cutBefore(text: string, start: number, limit: number): number {
  for (let at = limit; at > start + maxSegmentChars / 2; at -= 1) if (/\s/u.test(text.charAt(at - 1))) return at;
  let cut = start;
  for (const { index } of graphemeSegmenter.segment(text.slice(start, limit + 1))) if (start + index <= limit) cut = start + index;
  return cut > start ? cut : afterCodePoint(text, start, limit);
}

/** A grapheme cluster longer than a segment (a pile of combining marks) is cut between code points. */
function afterCodePoint(text: string, start: number, limit: number): number {
  const isInsidePair = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(limit));
  return Math.max(start + 1, isInsidePair ? limit - 1 : limit);
}
