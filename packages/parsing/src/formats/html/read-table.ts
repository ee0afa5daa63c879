import type { TableRow } from '../../document/add-table.ts';
import { attribute, childrenOf, isElement, isLeftOut, lineTextOf, visitHtml, type HtmlElement } from './html-element.ts';

/** A cell that claims to span more is not believed. */
const maxColumnSpan = 200;
const maxRowSpan = 65_534;

/**
 * The rows of a table, spanning cells repeated downwards; null when the table only arranges the page (it holds headings,
 * code or tables, or has one column) and its content should be read as such.
 */
export function readTable(table: HtmlElement): readonly TableRow[] | null {
  if (isLayout(table)) return null;
  const rows: TableRow[] = [];
  /** By column: a cell of a row above that reaches down. */
  const reaching = new Map<number, { readonly text: string; rowsLeft: number }>();
  let isAllHeader = true;
  for (const { row, isInHead } of rowsOf(table)) {
    const cells = childrenOf(row)
      .filter(isElement)
      .filter((cell) => (cell.tagName === 'td' || cell.tagName === 'th') && !isLeftOut(cell));
    const isHeader: boolean = isAllHeader && (isInHead || (cells.length > 0 && cells.every((cell) => cell.tagName === 'th')));
    isAllHeader = isHeader;
    rows.push({ cells: placeCells(cells, reaching, isHeader), isHeader });
  }
  const columns = Math.max(0, ...rows.map((row) => row.cells.length));
  return columns > 1 ? rows : null;
}

function placeCells(
  cells: readonly HtmlElement[],
  reaching: Map<number, { readonly text: string; rowsLeft: number }>,
  isHeader: boolean,
): string[] {
  const placed: string[] = [];
  const takeReaching = () => {
    for (let above = reaching.get(placed.length); above !== undefined; above = reaching.get(placed.length)) {
      above.rowsLeft -= 1;
      if (above.rowsLeft === 0) reaching.delete(placed.length);
      placed.push(above.text);
    }
  };
  for (const cell of cells) {
    takeReaching();
    const text = lineTextOf(cell);
    const columns = spanOf(cell, 'colspan', maxColumnSpan);
    const rows = spanOf(cell, 'rowspan', maxRowSpan);
    for (let index = 0; index < columns; index += 1) {
      // A name over several columns is the name of each; a value over several columns is said once.
      const shown = index === 0 || isHeader ? text : '';
      if (rows > 1) reaching.set(placed.length, { text: shown, rowsLeft: rows - 1 });
      placed.push(shown);
    }
  }
  takeReaching();
  return placed;
}

function spanOf(cell: HtmlElement, name: 'colspan' | 'rowspan', maximum: number): number {
  const span = Number.parseInt(attribute(cell, name) ?? '1', 10);
  return Number.isNaN(span) ? 1 : Math.min(Math.max(span, 1), maximum);
}

function rowsOf(table: HtmlElement): { readonly row: HtmlElement; readonly isInHead: boolean }[] {
  return childrenOf(table)
    .filter(isElement)
    .filter((child) => !isLeftOut(child))
    .flatMap((child) => {
      if (child.tagName === 'tr') return [{ row: child, isInHead: false }];
      if (!/^t(?:head|body|foot)$/u.test(child.tagName)) return [];
      const isInHead = child.tagName === 'thead';
      return childrenOf(child)
        .filter(isElement)
        .filter((row) => row.tagName === 'tr' && !isLeftOut(row))
        .map((row) => ({ row, isInHead }));
    });
}

const layoutContent = new Set(['table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre']);

function isLayout(table: HtmlElement): boolean {
  const role = attribute(table, 'role');
  if (role === 'presentation' || role === 'none') return true;
  let isFound = false;
  visitHtml(table, (node) => {
    if (isElement(node) && layoutContent.has(node.tagName)) isFound = true;
    return !isFound;
  });
  return isFound;
}
