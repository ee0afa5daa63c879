import { cellSpansOf, type LocationView } from '@carrel/contract';

/** A stretch of the document's text, half-open. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface TableLayout {
  /** Names of the columns; empty: the table names none. */
  readonly header: readonly TextRange[];
  /** A range for each column; null: an empty cell. */
  readonly rows: readonly TableLayoutRow[];
}

export interface TableLayoutRow {
  readonly start: number;
  readonly cells: readonly (TextRange | null)[];
  /** Of a sheet: as its program numbers it. */
  readonly number?: number;
}

export interface TableRowRange extends TextRange {
  readonly location?: LocationView | undefined;
}

const separator = ' | ';

/**
 * Lays rows out as a table. The parser writes a row as "Germany | 30", or with the names of its columns, where the
 * document names them, as "Country: Germany | Days: 30" below a row of names; then each value is put under its name, and
 * the name is not repeated. Empty cells are not in the text. Rows of a sheet keep every cell, and have a number.
 */
export function layOutTable(text: string, rows: readonly TableRowRange[]): TableLayout {
  const [first, ...rest] = rows;
  if (!first) return { header: [], rows: [] };
  if (first.location?.kind === 'rows') return { header: [], rows: rows.map((row) => sheetRowOf(text, row)) };
  const header = cellsOf(text, first);
  const names = header.map((cell) => text.slice(cell.start, cell.end));
  const named = rest.map((row) => placeByName(text, cellsOf(text, row), names));
  if (rest.length > 0 && names.length > 1 && named.every((cells) => cells !== null)) {
    return { header, rows: rest.map((row, index) => ({ start: row.start, cells: named[index] ?? [] })) };
  }
  return { header: [], rows: rows.map((row) => ({ start: row.start, cells: cellsOf(text, row) })) };
}

function sheetRowOf(text: string, { start, end, location }: TableRowRange): TableLayoutRow {
  const separator = location?.kind === 'rows' ? location.separator : undefined;
  const cells = cellSpansOf(text.slice(start, end), separator).map((cell) =>
    cell.start === cell.end ? null : { start: start + cell.start, end: start + cell.end },
  );
  return { start, cells, ...(location?.kind === 'rows' && { number: location.firstRow }) };
}

function cellsOf(text: string, row: TextRange): readonly TextRange[] {
  const rowText = text.slice(row.start, row.end);
  const cells: TextRange[] = [];
  let from = 0;
  for (;;) {
    const at = rowText.indexOf(separator, from);
    cells.push({ start: row.start + from, end: row.start + (at === -1 ? rowText.length : at) });
    if (at === -1) return cells;
    from = at + separator.length;
  }
}

/** Null when a cell does not begin with the name of a column. */
function placeByName(text: string, cells: readonly TextRange[], names: readonly string[]): readonly (TextRange | null)[] | null {
  const placed: (TextRange | null)[] = names.map(() => null);
  let column = 0;
  for (const cell of cells) {
    const cellText = text.slice(cell.start, cell.end);
    const found = names.findIndex((name, index) => index >= column && cellText.startsWith(`${name}: `));
    if (found === -1) return null;
    placed[found] = { start: cell.start + (names[found]?.length ?? 0) + 2, end: cell.end };
    column = found + 1;
  }
  return placed;
}
