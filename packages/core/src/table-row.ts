import type { Location } from './location.ts';

type RowSeparator = Extract<Location, { kind: 'rows' }>['separator'];

/** Half-open, in UTF-16 code units of the row. */
export interface CellSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the cells of a table row stand in its text: between bars, or between commas or semicolons as a CSV file has them
 * (where a cell in quotation marks may hold the separator). Without white space around; an empty cell is an empty span.
 */
export function cellSpansOf(row: string, separator?: RowSeparator): readonly CellSpan[] {
  const mark = separator ?? '|';
  const cells: CellSpan[] = [];
  let isQuotedCell = false;
  let isInQuotes = false;
  let start = 0;
  for (let index = 0; index <= row.length; index += 1) {
    const character = row.charAt(index);
    if (separator !== undefined && character === '"') {
      isQuotedCell ||= row.slice(start, index).trim() === '';
      // A quotation mark within is written twice: it ends and begins again.
      isInQuotes = isQuotedCell && !isInQuotes;
    }
    if (index < row.length && (isInQuotes || character !== mark)) continue;
    cells.push(trimmed(row, { start, end: index }));
    isQuotedCell = false;
    start = index + 1;
  }
  return cells;
}

function trimmed(row: string, { start, end }: CellSpan): CellSpan {
  const text = row.slice(start, end);
  const from = start + (text.length - text.trimStart().length);
  return { start: from, end: Math.max(from, from + text.trim().length) };
}

/** "Country: Germany | Days: 30": a row read with the names that its table gives to its columns, unless its cells have them. */
export function labelledRow(row: string, header: string, separator?: RowSeparator): string {
  const textsOf = (text: string) => cellSpansOf(text, separator).map((cell) => text.slice(cell.start, cell.end));
  const names = textsOf(header);
  return textsOf(row)
    .map((cell, column) => {
      const name = names[column] ?? '';
      return cell === '' || name === '' || name === cell || cell.startsWith(`${name}:`) ? cell : `${name}: ${cell}`;
    })
    .filter((cell) => cell !== '')
    .join(' | ');
}
