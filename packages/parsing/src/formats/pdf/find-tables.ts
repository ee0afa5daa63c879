import type { Fragment } from './form-fragments.ts';
import type { Row } from './rows-of.ts';

/** The lines of each column's cell; empty where there is none. */
export type TableCells = readonly (readonly Fragment[])[];
export type Section =
  | { readonly kind: 'lines'; readonly rows: readonly Row[] }
  | { readonly kind: 'table'; readonly rows: readonly TableCells[] };

/** A row follows the one before within a cell when it is no further below than this share of the font size. */
const wrappedPitch = 1.4;
/** Share of rows in which two fragments may fall into one column. */
const maxClashShare = 0.2;

/** Tells tables from lines: rows of several fragments, one below the other, whose fragments stand in columns. */
export function findTables(rows: readonly Row[]): Section[] {
  const sections: Section[] = [];
  let lines: Row[] = [];
  for (let at = 0; at < rows.length;) {
    const end = endOfCandidate(rows, at);
    const table = end - at >= 2 ? tableOf(rows.slice(at, end)) : null;
    const next = Math.max(end, at + 1);
    if (table === null) lines.push(...rows.slice(at, next));
    else {
      if (lines.length > 0) sections.push({ kind: 'lines', rows: lines });
      lines = [];
      sections.push({ kind: 'table', rows: table });
    }
    at = next;
  }
  if (lines.length > 0) sections.push({ kind: 'lines', rows: lines });
  return sections;
}

/** Rows of several fragments that follow one another; below each, single fragments that a cell wraps to. */
function endOfCandidate(rows: readonly Row[], start: number): number {
  let leftEdge = Number.POSITIVE_INFINITY;
  let before: Row | null = null;
  for (const [offset, row] of rows.slice(start).entries()) {
    if (row.fragments.length >= 2) leftEdge = Math.min(leftEdge, row.u0);
    else if (before === null || !isWrapped(before, row, leftEdge)) return start + offset;
    before = row;
  }
  return rows.length;
}

/** Whether the row stands close below the one before, and nothing in it begins at the left edge. */
function isWrapped(before: Row, row: Row, leftEdge: number): boolean {
  return row.v - before.v <= wrappedPitch * row.size && row.u0 > leftEdge + row.size;
}

interface PlacedRow {
  readonly row: Row;
  readonly cells: readonly { readonly fragment: Fragment; readonly column: number }[];
}

function tableOf(rows: readonly Row[]): TableCells[] | null {
  const columns = columnsOf(rows);
  const [firstColumn] = columns;
  if (firstColumn === undefined || columns.length < 2) return null;
  const placed = rows.map((row): PlacedRow => ({
    row,
    cells: row.fragments.map((fragment) => ({ fragment, column: columnOf(columns, fragment) })),
  }));
  const clashes = placed.filter(({ cells }) => new Set(cells.map(({ column }) => column)).size < cells.length).length;
  if (clashes > rows.length * maxClashShare) return null;
  const table = gatherRows(placed, { columns, firstColumn, usualPitch: usualPitchOf(rows, firstColumn) });
  return table.length >= 2 ? table : null;
}

function gatherRows(
  placed: readonly PlacedRow[],
  { columns, firstColumn, usualPitch }: { readonly columns: readonly Column[]; readonly firstColumn: Column; readonly usualPitch: number },
): Fragment[][][] {
  const table: Fragment[][][] = [];
  let before: Row | null = null;
  for (const placedRow of placed) {
    const above = table.at(-1);
    const isNear = before !== null && isCloser(before, placedRow.row, usualPitch) && isWrapped(before, placedRow.row, firstColumn.u0);
    const isContinued = isNear && above !== undefined && isRestOf(above, placedRow);
    const target = isContinued ? above : columns.map((): Fragment[] => []);
    for (const { fragment, column } of placedRow.cells) target[column]?.push(fragment);
    if (!isContinued) table.push(target);
    before = placedRow.row;
  }
  return table;
}

/** Distance of rows that begin in the first column. */
function usualPitchOf(rows: readonly Row[], firstColumn: Column): number {
  const pitches = rows.slice(1).flatMap((row, index) => (row.u0 <= firstColumn.u1 ? [row.v - (rows[index]?.v ?? row.v)] : []));
  return pitches.toSorted((a, b) => a - b)[Math.floor(pitches.length / 2)] ?? 0;
}

/** Lines of a cell are closer than rows; a single fragment needs no such proof. */
function isCloser(before: Row, row: Row, usualPitch: number): boolean {
  return row.fragments.length === 1 || row.v - before.v < usualPitch - 0.15 * row.size;
}

/** Whether the row only goes on with cells that the row above has. */
function isRestOf(above: readonly (readonly Fragment[])[], { cells }: PlacedRow): boolean {
  return cells.every(({ column }) => column > 0 && above[column]?.length !== 0);
}

interface Column {
  u0: number;
  u1: number;
}

/** Columns as the fullest rows have them: fragments that overlap from row to row are one. A name over two columns has fewer. */
function columnsOf(rows: readonly Row[]): Column[] {
  const most = Math.max(...rows.map((row) => row.fragments.length));
  const columns: Column[] = [];
  const fullest = rows.filter((row) => row.fragments.length >= most * 0.7 && row.fragments.length >= 2);
  if (fullest.length < 2) return [];
  for (const { u0, u1 } of fullest.flatMap((row) => row.fragments).toSorted((a, b) => a.u0 - b.u0)) {
    const last = columns.at(-1);
    if (last !== undefined && u0 < last.u1 - 1) last.u1 = Math.max(last.u1, u1);
    else columns.push({ u0, u1 });
  }
  return columns;
}

function columnOf(columns: readonly Column[], { u0, u1 }: Fragment): number {
  let best = { index: 0, overlap: Number.NEGATIVE_INFINITY };
  for (const [index, column] of columns.entries()) {
    const overlap = Math.min(u1, column.u1) - Math.max(u0, column.u0);
    // The first of several that it reaches over: a cell over two columns belongs to the left one.
    if (overlap > 0 && best.overlap > 0) continue;
    if (overlap > best.overlap) best = { index, overlap };
  }
  return best.index;
}
