import { splitSentences, type Block, type ParsedDocument, type Span } from '@carrel/core';
import { cutSpan } from './cut-span.ts';
import type { Segment } from './segment.ts';

/**
 * The longest segment, in UTF-16 code units. Even at one token a code unit it fits the smallest of common embedding models
 * (512 tokens), so a chunk can nearly always be made of whole segments.
 */
export const maxSegmentChars = 400;

/**
 * Cuts a parsed document into segments: sentences of paragraphs, quotes and list items, whole headings and rows, lines of
 * code; what is longer than `maxSegmentChars` is cut between words, or between grapheme clusters where there are none.
 *
 * Segments are ordered, do not overlap, and cover every character of every block that is not white space. Pure. O(n).
 */
export function planSegments(document: ParsedDocument): Segment[] {
  return document.blocks.flatMap((block, index) =>
    unitsOf(document.text, block).flatMap((unit) =>
      cutSpan(document.text, unit, maxSegmentChars).map((span, piece) => ({
        span,
        kind: block.kind,
        block: index,
        headings: block.headings,
        page: block.page ?? null,
        location: block.location ?? null,
        isContinuation: piece > 0,
      })),
    ),
  );
}

function unitsOf(text: string, block: Block): Span[] {
  if (block.kind === 'heading' || block.kind === 'table-row') return [block.span];
  return block.kind === 'code' ? linesOf(text, block.span) : splitSentences(text, block.span);
}

function linesOf(text: string, span: Span): Span[] {
  const lines: Span[] = [];
  for (let start = span.start; start < span.end;) {
    const at = text.indexOf('\n', start);
    const end = at === -1 || at >= span.end ? span.end : at + 1;
    lines.push({ start, end });
    start = end;
  }
  return lines;
}
