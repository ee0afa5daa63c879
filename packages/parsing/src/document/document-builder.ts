import type { Block, BlockKind, LineBox, PageSize, ParsedDocument } from '@carrel/core';
import { cleanCode, cleanProse } from '../text/clean-text.ts';
import { detectLanguage } from '../text/detect-language.ts';
import { ReadFailure } from '../read-failure.ts';

/** A line of a block in a format with pages. */
export interface NewLine {
  readonly text: string;
  /** What stands between the line before and this one: nothing where a word was divided. */
  readonly glue: '' | ' ' | '\n' | '\t';
  readonly box: Omit<LineBox, 'span'>;
}

export interface NewBlock {
  readonly kind: BlockKind;
  readonly text: string | readonly NewLine[];
  /** 1…6 for headings; nesting depth from 1 for list items. */
  readonly level?: number;
  /** The next row of the same table, or the next item of the same list: one line break, not two, stands before it. */
  readonly isContinued?: boolean;
}

export interface DocumentEnd {
  readonly title: string | null;
  readonly parser: ParsedDocument['parser'];
  readonly pages?: readonly PageSize[];
  readonly warnings?: ParsedDocument['warnings'];
}

/**
 * Puts blocks together to a document, in reading order. The only place where text gets its positions: what is added is
 * cleaned first, then measured, so that every span is exact.
 */
export interface DocumentBuilder {
  /** Text that is empty once it is cleaned adds nothing. @throws PARSER_OUTPUT beyond the limit. */
  add(block: NewBlock): void;
  build(end: DocumentEnd): ParsedDocument;
}

/** The extracted text of one document, in bytes of UTF-8 (trust.md §4.1). */
export const maxTextBytes = 20 * 1024 * 1024;

export function createDocumentBuilder(): DocumentBuilder {
  const parts: string[] = [];
  const blocks: Block[] = [];
  const lines: LineBox[] = [];
  const openHeadings: { readonly level: number; readonly text: string }[] = [];
  let path: readonly string[] = [];
  let position = 0;
  let sizeBytes = 0;

  const append = (text: string) => {
    parts.push(text);
    position += text.length;
    sizeBytes += Buffer.byteLength(text);
    if (sizeBytes > maxTextBytes) throw new ReadFailure('PARSER_OUTPUT', { message: `Expected at most ${maxTextBytes} bytes of text.` });
  };

  const closeHeadings = (level: number) => {
    while (openHeadings.length > 0 && (openHeadings.at(-1)?.level ?? 0) >= level) openHeadings.pop();
    path = openHeadings.map((heading) => heading.text);
  };

  const add = (block: NewBlock) => {
    const pieces = cleanPieces(block);
    if (pieces.length === 0) return;
    if (blocks.length > 0) append(block.isContinued === true ? '\n' : '\n\n');
    if (block.kind === 'heading') closeHeadings(block.level ?? 1);
    const start = position;
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) append(piece.glue);
      const lineStart = position;
      append(piece.text);
      if (piece.box !== null) lines.push({ ...piece.box, span: { start: lineStart, end: position } });
    }
    const page = pieces[0]?.box?.page;
    const { kind, level } = block;
    blocks.push({ kind, span: { start, end: position }, headings: path, ...(level !== undefined && { level }), ...(page !== undefined && { page }) });
    if (kind === 'heading') {
      openHeadings.push({ level: level ?? 1, text: pieces.map((piece, index) => (index > 0 ? piece.glue : '') + piece.text).join('') });
      path = openHeadings.map((heading) => heading.text);
    }
  };

  const build = ({ title, parser, pages = [], warnings = [] }: DocumentEnd): ParsedDocument => {
    const text = parts.join('');
    const cleanTitle = title === null ? '' : cleanProse(title).replaceAll('\n', ' ');
    return { title: cleanTitle === '' ? null : cleanTitle, text, blocks, language: detectLanguage(text), pages, lines, warnings, parser };
  };

  return { add, build };
}

interface CleanPiece {
  readonly text: string;
  readonly glue: '' | ' ' | '\n' | '\t';
  readonly box: Omit<LineBox, 'span'> | null;
}

function cleanPieces({ kind, text }: NewBlock): CleanPiece[] {
  const clean = kind === 'code' ? cleanCode : cleanProse;
  if (typeof text === 'string') return [{ text: clean(text), glue: '', box: null } as const].filter((piece) => piece.text !== '');
  return text.map((line) => ({ ...line, text: clean(line.text) })).filter((piece) => piece.text !== '');
}
