import type { DocumentBuilder, NewLine } from '../../document/document-builder.ts';
import { joinOf, type KnownWords } from '../../text/join-lines.ts';
import { createHeadingJudge } from './judge-headings.ts';
import type { TableCells } from './find-tables.ts';
import type { PdfBlock } from './form-blocks.ts';
import type { Fragment } from './form-fragments.ts';
import { withoutBullet } from './list-marker.ts';
import { round } from './read-pages.ts';

type TextBlock = Extract<PdfBlock, { kind: 'text' }>;

/** Adds the blocks of a whole document. @returns the largest heading of the first page. */
export function addPdfBlocks(
  builder: DocumentBuilder,
  blocks: readonly PdfBlock[],
  { outline, known }: { readonly outline: ReadonlyMap<string, number>; readonly known: KnownWords },
): string | null {
  const headingLevel = createHeadingJudge(blocks, outline);
  const isTypewritten = monospacedShare(blocks) > 0.5;
  let title: { readonly text: string; readonly size: number } | null = null;
  let itemIndents: number[] = [];
  for (const [index, block] of blocks.entries()) {
    const isAfterItem = itemIndents.length > 0;
    if (block.kind === 'table') {
      addTable(builder, block.rows);
      itemIndents = [];
      continue;
    }
    const level = headingLevel(index);
    const text = runningText(block.lines, known);
    if (level !== null) {
      builder.add({ kind: 'heading', level, text });
      title = largerTitle(title, block);
    } else if (block.isItem) {
      itemIndents = openIndents(itemIndents, block);
      builder.add({
        kind: 'list-item',
        level: itemIndents.length,
        text: text.map((line, at) => (at === 0 ? { ...line, text: withoutBullet(line.text) } : line)),
        isContinued: isAfterItem,
      });
      continue;
    } else if (!isTypewritten && isCode(block)) builder.add({ kind: 'code', text: codeLines(block.lines) });
    else builder.add({ kind: 'paragraph', text });
    itemIndents = [];
  }
  return title?.text ?? null;
}

function largerTitle(title: { readonly text: string; readonly size: number } | null, block: TextBlock) {
  const [first] = block.lines;
  if (first === undefined || first.page !== 1 || (title !== null && first.size <= title.size)) return title;
  return { text: block.lines.map((line) => line.text.trim()).join(' '), size: first.size };
}

/** Left edges of the items that this one is inside of, and its own. */
function openIndents(indents: readonly number[], block: TextBlock): number[] {
  const [first] = block.lines;
  if (first === undefined) return [...indents];
  return [...indents.filter((indent) => indent < first.u0 - 0.5 * first.size), first.u0];
}

function monospacedShare(blocks: readonly PdfBlock[]): number {
  const lines = blocks.flatMap((block) => (block.kind === 'text' ? block.lines : []));
  const letters = (some: readonly Fragment[]) => some.reduce((sum, line) => sum + line.text.length, 0);
  return letters(lines.filter((line) => line.isMonospaced)) / Math.max(1, letters(lines));
}

function isCode({ lines }: TextBlock): boolean {
  return lines.length >= 2 && lines.every((line) => line.isMonospaced);
}

function runningText(lines: readonly Fragment[], known: KnownWords): NewLine[] {
  let glue: '' | ' ' = ' ';
  return lines.map((line, index) => {
    const next = lines[index + 1];
    const joint = next === undefined ? { text: line.text.trim(), glue: ' ' as const } : joinOf(line.text.trim(), next.text.trim(), known);
    const placed = placedLine(line, joint.text, glue);
    glue = joint.glue;
    return placed;
  });
}

/** Lines keep their indentation, which on the page is only distance: about 0.6 of the size a letter in monospaced fonts. */
function codeLines(lines: readonly Fragment[]): NewLine[] {
  const left = Math.min(...lines.map((line) => line.u0));
  return lines.map((line) =>
    placedLine(line, ' '.repeat(Math.min(80, Math.round((line.u0 - left) / (0.6 * line.size)))) + line.text, '\n'),
  );
}

/** A block a row; cells apart by a tab, since the page has a gap there and no character. */
function addTable(builder: DocumentBuilder, rows: readonly TableCells[]): void {
  for (const [index, cells] of rows.entries()) {
    const text = cells
      .filter((lines) => lines.length > 0)
      .flatMap((lines, cell) => lines.map((line, at) => placedLine(line, withoutLeaders(line.text), at > 0 || cell === 0 ? ' ' : '\t')));
    builder.add({ kind: 'table-row', text, isContinued: index > 0 });
  }
}

/** The dots that lead the eye to a page number. */
function withoutLeaders(text: string): string {
  return text.replaceAll(/(?:\s?[.·…_]){4,}/gu, ' ');
}

function placedLine({ page, box }: Fragment, text: string, glue: NewLine['glue']): NewLine {
  const x = round(box.x0);
  const y = round(box.y0);
  return { text, glue, box: { page, x, y, width: Math.max(0.01, round(box.x1 - box.x0)), height: Math.max(0.01, round(box.y1 - box.y0)) } };
}
