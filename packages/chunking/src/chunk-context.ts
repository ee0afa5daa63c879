import type { ParsedDocument } from '@carrel/core';
import type { Segment } from './segment.ts';

/** What stands above a chunk in what is embedded, and how many tokens it takes. */
export interface ChunkContext {
  readonly text: string;
  readonly tokens: number;
  /** The row at the top of the table that the chunk begins in, also when the chunk begins with it; null outside of tables. */
  readonly header: string | null;
}

/** Title and headings may take this share of a chunk's tokens, and so may the row at the top of a table; the rest is for the text. */
const maxShare = 0.3;
const separator = ' › ';
/** Of a separator, with the tokens that joining two texts may add. */
const separatorTokens = 3;

/**
 * Says which context a chunk has that begins with a given segment: title and heading path, and in the middle of a table the
 * row that it begins with, where the rows do not name their columns themselves.
 *
 * Tokens of headings and rows are known, since they are segments of their own. A title that is no heading is estimated from
 * above, at two bytes a token.
 */
export function createContexts(
  document: ParsedDocument,
  segments: readonly Segment[],
  input: { readonly tokenCounts: readonly number[]; readonly maxTokens: number },
): (index: number) => ChunkContext {
  const blockTokens = tokensByBlock(segments, input.tokenCounts);
  const textOf = (block: number) => {
    const span = document.blocks[block]?.span;
    return span === undefined ? '' : document.text.slice(span.start, span.end);
  };
  const tokensOfHeading = new Map<string, number>();
  for (const [index, block] of document.blocks.entries())
    if (block.kind === 'heading') tokensOfHeading.set(textOf(index), blockTokens.get(index) ?? 0);
  const tokensOf = (text: string) => tokensOfHeading.get(text) ?? estimateTokens(text);
  const headerRows = headerRowsOf(document);
  const limit = Math.floor(input.maxTokens * maxShare);
  return (index) => {
    const segment = segments[index];
    if (segment === undefined) return { text: '', tokens: 0, header: null };
    const own = textOf(segment.block);
    const path = pathContext(partsOf(document, segment, own), tokensOf, limit);
    const headerBlock = headerRows.get(segment.block);
    const header = headerBlock === undefined ? '' : textOf(headerBlock);
    if (header === '' || namesItsColumns(own, header)) return { ...path, header: segment.kind === 'table-row' ? own : null };
    const { text, tokens } = fitting(header, blockTokens.get(headerBlock ?? -1) ?? 0, limit);
    return { text: path.text === '' ? text : `${path.text}\n${text}`, tokens: path.tokens + tokens, header };
  };
}

function tokensByBlock(segments: readonly Segment[], tokenCounts: readonly number[]): Map<number, number> {
  const tokens = new Map<number, number>();
  for (const [index, { block }] of segments.entries()) tokens.set(block, (tokens.get(block) ?? 0) + (tokenCounts[index] ?? 0));
  return tokens;
}

/** Title and headings, each once, and none that the chunk itself begins with. */
function partsOf({ title }: ParsedDocument, { kind, headings }: Segment, ownText: string): string[] {
  const own = kind === 'heading' ? ownText : '';
  return [title ?? '', ...headings]
    .map((part) => part.trim())
    .filter((part, index, all) => part !== '' && part !== own && all.indexOf(part) === index);
}

/** The names of the first columns say most of what a row is: of a header that is too long, they stay. */
function fitting(header: string, headerTokens: number, limit: number): Omit<ChunkContext, 'header'> {
  const tokens = headerTokens + separatorTokens;
  if (tokens <= limit) return { text: header, tokens };
  return { text: cutAtCodePoint(header, Math.floor((header.length * limit) / tokens)), tokens: limit };
}

function pathContext(all: readonly string[], tokensOf: (text: string) => number, limit: number): Omit<ChunkContext, 'header'> {
  const parts = [...all];
  const tokens = () => parts.reduce((sum, part) => sum + tokensOf(part) + separatorTokens, 0);
  // The title says what it is about, the last heading where it stands; those between go first.
  while (parts.length > 2 && tokens() > limit) parts.splice(1, 1);
  const text = parts.join(separator);
  if (tokens() <= limit) return { text, tokens: tokens() };
  const cut = cutAtCodePoint(text, Math.floor((text.length * limit) / tokens()));
  return { text: cut, tokens: limit };
}

function cutAtCodePoint(text: string, maxChars: number): string {
  const isInsidePair = /[\uD800-\uDBFF]$/.test(text.slice(0, maxChars));
  return text.slice(0, isInsidePair ? maxChars - 1 : maxChars).trimEnd();
}

/** The first row of each table, by the blocks of its other rows. Rows of one table stand one line break apart. */
function headerRowsOf({ blocks, text }: ParsedDocument): Map<number, number> {
  const headers = new Map<number, number>();
  for (const [index, block] of blocks.entries()) {
    const before = blocks[index - 1];
    if (block.kind !== 'table-row' || before?.kind !== 'table-row' || text.slice(before.span.end, block.span.start) !== '\n') continue;
    headers.set(index, headers.get(index - 1) ?? index - 1);
  }
  return headers;
}

/** "Country: Germany" under "Country | Days". */
function namesItsColumns(row: string, header: string): boolean {
  const [first = ''] = header.split(' | ', 1);
  return row.startsWith(`${first}: `);
}

function estimateTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / 2);
}
