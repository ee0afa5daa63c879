import type { Block, BlockKind, KeptApart, LineBox, Location, PageSize, ParsedDocument, Span } from '@carrel/core';
import { cleanCode, cleanProse } from '../text/clean-text.ts';
import { detectLanguage } from '../text/detect-language.ts';
import { ReadFailure } from '../read-failure.ts';
import { createHiddenTexts } from './hidden-texts.ts';

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
  /** In formats that have slides or rows. */
  readonly location?: Location;
}

export interface DocumentEnd {
  readonly title: string | null;
  readonly parser: ParsedDocument['parser'];
  readonly pages?: readonly PageSize[];
  readonly warnings?: ParsedDocument['warnings'];
  readonly validity?: ParsedDocument['validity'];
}

/**
 * Puts blocks together to a document, in reading order. The only place where text gets its positions: what is added is
 * cleaned first, then measured, so that every span is exact.
 */
export interface DocumentBuilder {
  /** Text that is empty once it is cleaned adds nothing. @throws PARSER_OUTPUT beyond the limit. */
  add(block: NewBlock): void;
  /** What follows stands under no heading of what came before. */
  closeHeadings(): void;
  /** Keeps what a reader does not see beside the text. Text that is empty once it is cleaned adds nothing. */
  keepApart(hidden: KeptApart): void;
  build(end: DocumentEnd): ParsedDocument;
}

/** The extracted text of one document, in bytes of UTF-8 (trust.md §4.1). */
export const maxTextBytes = 20 * 1024 * 1024;

export function createDocumentBuilder(): DocumentBuilder {
  const blocks: Block[] = [];
  const lines: LineBox[] = [];
  const text = createTextWriter();
  const headings = createHeadingPath();
  const hidden = createHiddenTexts();

  const append = (pieces: readonly CleanPiece[]): Span => {
    const start = text.position();
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) text.append(piece.glue);
      const span = { start: text.position(), end: text.append(piece.text) };
      if (piece.box !== null) lines.push({ ...piece.box, span });
    }
    return { start, end: text.position() };
  };

  const add = (block: NewBlock) => {
    const pieces = cleanPieces(block);
    const [first] = pieces;
    if (first === undefined) return;
    const { kind, level, isContinued = false } = block;
    if (kind === 'heading') headings.close(level ?? 1);
    const before = blocks.at(-1);
    if (before !== undefined) text.append(isContinued && before.kind === kind ? '\n' : '\n\n');
    blocks.push({ kind, span: append(pieces), headings: headings.path(), ...placeOf(block, first) });
    if (kind === 'heading') headings.open(level ?? 1, joined(pieces));
  };

  const build = ({ title, parser, pages = [], warnings = [], validity }: DocumentEnd): ParsedDocument => {
    const all = text.all();
    const cleanTitle = title === null ? '' : cleanProse(title).replaceAll('\n', ' ');
    return {
      title: cleanTitle === '' ? null : cleanTitle,
      text: all,
      blocks,
      language: detectLanguage(all),
      pages,
      lines,
      warnings: [...warnings, ...hidden.warnings()],
      ...hidden.field(),
      ...(validity !== undefined && { validity }),
      parser,
    };
  };

  return { add, closeHeadings: () => headings.close(0), keepApart: hidden.keep, build };
}

function placeOf({ level, location }: NewBlock, { box }: CleanPiece): Pick<Block, 'level' | 'page' | 'location'> {
  return { ...(level !== undefined && { level }), ...(box !== null && { page: box.page }), ...(location !== undefined && { location }) };
}

/** The text so far, with its length in UTF-16 code units and its size in bytes. */
function createTextWriter() {
  const parts: string[] = [];
  let position = 0;
  let sizeBytes = 0;
  const append = (part: string): number => {
    parts.push(part);
    position += part.length;
    sizeBytes += Buffer.byteLength(part);
    if (sizeBytes > maxTextBytes) throw new ReadFailure('PARSER_OUTPUT', { message: `Expected at most ${maxTextBytes} bytes of text.` });
    return position;
  };
  return { append, position: () => position, all: () => parts.join('') };
}

/** The headings that are open at this point. One of some level closes those of its level and below. */
function createHeadingPath() {
  const open: { readonly level: number; readonly text: string }[] = [];
  let path: readonly string[] = [];
  return {
    path: () => path,
    close: (level: number) => {
      const kept = open.findLastIndex((heading) => heading.level < level) + 1;
      open.length = kept;
      path = open.map((heading) => heading.text);
    },
    open: (level: number, text: string) => {
      open.push({ level, text });
      path = open.map((heading) => heading.text);
    },
  };
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

function joined(pieces: readonly CleanPiece[]): string {
  return pieces.map((piece, index) => (index > 0 ? piece.glue : '') + piece.text).join('');
}
