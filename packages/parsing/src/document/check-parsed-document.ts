import type { LineBox, ParsedDocument, Span } from '@carrel/core';

/**
 * What is wrong with a parsed document, in words; nothing when it keeps the promises of `ParsedDocument`: well-formed text,
 * blocks in order that cover all of it but white space, lines in order within the text and on pages that exist.
 * A parser's result crosses a process border: its spans are not believed until they are checked.
 */
export function checkParsedDocument({
  text,
  blocks,
  lines,
  pages,
}: Pick<ParsedDocument, 'text' | 'blocks' | 'lines' | 'pages'>): string | null {
  if (!text.isWellFormed()) return 'the text has a lone surrogate';
  let end = 0;
  for (const [index, { span }] of blocks.entries()) {
    const problem = spanProblem(text, span, end);
    if (problem !== null) return `block ${index} ${problem}`;
    if (text.slice(end, span.start).trim() !== '') return `text before block ${index} belongs to no block`;
    end = span.end;
  }
  if (text.slice(end).trim() !== '') return 'text after the last block belongs to no block';
  return lineProblem(text, lines, pages.length);
}

function lineProblem(text: string, lines: readonly LineBox[], pageCount: number): string | null {
  let end = 0;
  for (const [index, line] of lines.entries()) {
    const problem = spanProblem(text, line.span, end);
    if (problem !== null) return `line ${index} ${problem}`;
    if (line.page < 1 || line.page > pageCount) return `line ${index} is on page ${line.page} of ${pageCount}`;
    if (line.width <= 0 || line.height <= 0) return `line ${index} has no extent`;
    end = line.span.end;
  }
  return null;
}

function spanProblem(text: string, span: Span, from: number): string | null {
  if (span.start < from) return 'overlaps the one before';
  if (span.end <= span.start) return 'is empty';
  if (span.end > text.length) return 'ends beyond the text';
  return isInsidePair(text, span.start) || isInsidePair(text, span.end) ? 'cuts a character in two' : null;
}

function isInsidePair(text: string, position: number): boolean {
  const before = text.charCodeAt(position - 1);
  const after = text.charCodeAt(position);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}
