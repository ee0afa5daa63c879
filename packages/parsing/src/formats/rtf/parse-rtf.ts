import type { ParsedDocument } from '@carrel/core';
import { addTable, type TableRow } from '../../document/add-table.ts';
import { createDocumentBuilder, type NewBlock } from '../../document/document-builder.ts';
import { ReadFailure } from '../../read-failure.ts';
import { readRtf, type RtfFacts } from './read-rtf.ts';
import type { RtfParagraph } from './rtf-writer.ts';

type Piece = { readonly type: 'paragraph'; readonly paragraph: RtfParagraph } | { readonly type: 'row'; readonly cells: readonly string[] };

/**
 * Rich Text Format: headings by outline level or the name of their style, lists, tables by row, notes after their
 * paragraph. Hidden and deleted text, comments, and white or tiny letters are kept apart; pictures and embedded objects are
 * not read. Title: the file's own, else its first heading.
 * @throws CORRUPT_FILE, PARSER_OUTPUT.
 */
export function parseRtf(bytes: Uint8Array): ParsedDocument {
  const builder = createDocumentBuilder();
  const pieces: Piece[] = [];
  const facts = readRtf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'), {
    paragraph: (paragraph) => void pieces.push({ type: 'paragraph', paragraph }),
    row: (cells) => void pieces.push({ type: 'row', cells }),
    keepApart: builder.keepApart,
  });
  if (facts === null) throw new ReadFailure('CORRUPT_FILE', { message: 'The groups go deeper than any program writes.' });
  let firstHeading: string | null = null;
  let rows: TableRow[] = [];
  let isAfterItem = false;
  const endTable = () => {
    addTable(builder, rows);
    rows = [];
  };
  for (const piece of pieces) {
    if (piece.type === 'row') {
      rows.push({ cells: piece.cells, isHeader: false });
      isAfterItem = false;
      continue;
    }
    endTable();
    const block = blockOf(piece.paragraph, facts, isAfterItem);
    if (block.kind === 'heading') firstHeading ??= piece.paragraph.text;
    isAfterItem = block.kind === 'list-item';
    builder.add(block);
  }
  endTable();
  return builder.build({ title: facts.title ?? firstHeading, parser: { name: 'rtf', version: '1' } });
}

function blockOf({ text, marker, outlineLevel, style, listLevel }: RtfParagraph, { styles }: RtfFacts, isAfterItem: boolean): NewBlock {
  const level = outlineLevel === null ? headingLevelOf(styles.get(style ?? -1)) : outlineLevel + 1;
  if (level !== null) return { kind: 'heading', level: Math.min(6, level), text };
  if (marker === '' && listLevel === null) return { kind: 'paragraph', text };
  return { kind: 'list-item', level: (listLevel ?? 0) + 1, text: `${numberOf(marker)}${text}`, isContinued: isAfterItem };
}

/** Names of styles as Word, in several languages, and LibreOffice give them. */
function headingLevelOf(style: string | undefined): number | null {
  if (style === undefined) return null;
  if (/^title$/iu.test(style)) return 1;
  const level = /^(?:heading|überschrift|titre|título|titolo|kop)\s*([1-9])$/iu.exec(style)?.[1];
  return level === undefined ? null : Number(level);
}

/** A number is text of the item; a bullet is a mark. */
function numberOf(marker: string): string {
  return /[\p{L}\p{N}]/u.test(marker) ? `${marker.replace(/\t/gu, '').trim()} ` : '';
}
