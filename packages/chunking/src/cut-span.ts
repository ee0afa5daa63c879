import type { Span } from '@carrel/core';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** How far before the limit a white space is looked for, as a share of it. */
const searchShare = 0.5;

/**
 * Cuts a span into pieces of at most `maxChars` UTF-16 code units, between words, or between grapheme clusters where there
 * are none. The pieces are ordered, not empty, without white space at their ends, and hold all that is not white space.
 */
export function cutSpan(text: string, span: Span, maxChars: number): Span[] {
  const pieces: Span[] = [];
  let rest = trimSpan(text, span);
  while (rest.end - rest.start > maxChars) {
    const cut = cutBefore(text, rest.start, maxChars);
    pieces.push(trimSpan(text, { start: rest.start, end: cut }));
    rest = trimSpan(text, { start: cut, end: rest.end });
  }
  return rest.end > rest.start ? [...pieces, rest] : pieces;
}

export function trimSpan(text: string, { start, end }: Span): Span {
  const slice = text.slice(start, end);
  const trimmed = slice.trimStart();
  const from = end - trimmed.length;
  return { start: from, end: from + trimmed.trimEnd().length };
}

function cutBefore(text: string, start: number, maxChars: number): number {
  const limit = start + maxChars;
  for (let at = limit; at > start + maxChars * (1 - searchShare); at -= 1) if (/\s/u.test(text.charAt(at - 1))) return at;
  let cut = start;
  // One cluster more than fits, since the last one may reach beyond the slice.
  for (const { index } of graphemes.segment(text.slice(start, limit + 1))) if (index <= maxChars) cut = start + index;
  return cut > start ? cut : afterCodePoint(text, start, limit);
}

/** A cluster longer than a piece (a pile of combining marks) is cut between code points. */
function afterCodePoint(text: string, start: number, limit: number): number {
  const isInsidePair = /[\uD800-\uDBFF]$/.test(text.slice(start, limit)) && /^[\uDC00-\uDFFF]/.test(text.slice(limit, limit + 1));
  return isInsidePair ? Math.max(start + 2, limit - 1) : limit;
}
