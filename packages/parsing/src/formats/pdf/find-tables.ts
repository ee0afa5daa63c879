import type { Fragment } from './form-fragments.ts';

/** Fragments on one baseline, from left to right. */
export type Row = readonly Fragment[];
/** The lines of each column's cell; empty where there is none. */
export type TableCells = readonly (readonly Fragment[])[];
export type Section = { readonly kind: 'lines'; readonly rows: readonly Row[] } | { readonly kind: 'table'; readonly rows: readonly TableCells[] };

/** A row follows the one before within a cell when it is no further below than this share of the font size. */
const wrappedPitch = 1.4;

/** Groups the fragments of a region by baseline, top to bottom. */
export function rowsOf(fragments: readonly Fragment[]): Row[] {
  const rows: Fragment[][] = [];
  for (const fragment of fragments.toSorted((a, b) => a.v - b.v)) {
    const first = rows.at(-1)?.[0];
    if (first !== undefined && fragment.v - first.v <= 0.35 * Math.max(first.size, fragment.size)) rows.at(-1)?.push(fragment);
    else rows.push([fragment]);
  }
  return rows.map((row) => row.toSorted((a, b) => a.u0 - b.u0));
}

/** Tells tables from lines: rows of several fragments, one below the other, whose fragments stand in columns. */
export function findTables(rows: readonly Row[]): Section[] {
  const sections: Section[] = [];
  let lines: Row[] = [];
  for (let at = 0; at < rows.length;) {
    const end = endOfCandidate(rows, at);
    const table = end - at >= 2 ? tableOf(rows.slice(at, end)) : null;
    if (table === null) {
      // None of these rows begins a table either, or it would have been found now.
      lines.push(...rows.slice(at, Math.max(end, at + 1)));
      at = Math.max(end, at + 1);
      continue;
    }
    if (lines.length > 0) sections.push({ kind: 'lines', rows: lines });
    lines = [];
    sections.push({ kind: 'table', rows: table });
    at = end;
  }
  if (lines.length > 0) sections.push({ kind: 'lines', rows: lines });
  return sections;
}

/** Rows of several fragments that follow one another; below each, single fragments that a cell wraps to. */
function endOfCandidate(rows: readonly Row[], start: number): number {
  let leftEdge = Number.POSITIVE_INFINITY;
  for (let at = start; at < rows.length; at += 1) {
    const row = rows[at] ?? [];
    if (row.length >= 2) leftEdge = Math.min(leftEdge, row[0]?.u0 ?? leftEdge);
    else if (!isWrapped(rows[at - 1], row, leftEdge)) return at;
  }
  return rows.length;
}

/** Whether the row stands close below the one before, and nothing in it begins at the left edge. */
function isWrapped(before: Row | undefined, row: Row, leftEdge: number): boolean {
  const [next] = row;
  return next !== undefined && before?.[0] !== undefined && pitchOf(before, row) <= wrappedPitch * next.size && next.u0 > leftEdge + next.size;
}

function pitchOf(before: Row, row: Row): number {
  return (row[0]?.v ?? 0) - (before[0]?.v ?? 0);
}

function tableOf(rows: readonly Row[]): TableCells[] | null {
  const columns = columnsOf(rows);
  if (columns.length < 2) return null;
  const placed = rows.map((row) => ({ row, cells: row.map((fragment) => ({ fragment, column: columnOf(columns, fragment) })) }));
  const clashes = placed.filter(({ cells }) => new Set(cells.map(({ column }) => column)).size < cells.length).length;
  if (clashes > rows.length * 0.2) return null;
  const usualPitch = median(rows.flatMap((row, index) => (index > 0 && (row[0]?.u0 ?? 0) <= (columns[0]?.u1 ?? 0) ? [pitchOf(rows[index - 1] ?? [], row)] : [])));
  const table: Fragment[][][] = [];
  for (const [index, { row, cells }] of placed.entries()) {
    const above = table.at(-1);
    const before = rows[index - 1] ?? [];
    const isCloser = row.length === 1 || pitchOf(before, row) < usualPitch - 0.15 * (row[0]?.size ?? 0);
    const isContinued = above !== undefined && isCloser && isWrapped(before, row, columns[0]?.u0 ?? 0) && cells.every(({ column }) => column > 0 && (above[column]?.length ?? 0) > 0);
    const target = isContinued ? above : columns.map((): Fragment[] => []);
    for (const { fragment, column } of cells) target[column]?.push(fragment);
    if (!isContinued) table.push(target);
  }
  return table.length >= 2 ? table : null;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

interface Column {
  u0: number;
  u1: number;
}

/** Columns as the fullest rows have them: fragments that overlap from row to row are one. A name over two columns has fewer. */
function columnsOf(rows: readonly Row[]): Column[] {
  const most = Math.max(...rows.map((row) => row.length));
  const columns: Column[] = [];
  const fullest = rows.filter((row) => row.length >= most * 0.7 && row.length >= 2);
  if (fullest.length < 2) return [];
  for (const { u0, u1 } of fullest.flat().toSorted((a, b) => a.u0 - b.u0)) {
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
