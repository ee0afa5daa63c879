import type { Location } from '@carrel/core';
import { cleanProse } from '../text/clean-text.ts';
import type { DocumentBuilder } from './document-builder.ts';

export interface TableRow {
  /** One text a column; a cell that spans several rows is repeated in each, so that every row can be read alone. */
  readonly cells: readonly string[];
  /** The document itself says that this row names the columns. */
  readonly isHeader: boolean;
}

/** Longer names of columns are not repeated in every row. */
const maxLabelCharacters = 40;
const maxLabelsCharacters = 160;

/**
 * Adds a table, a block a row. Where the document names the columns, each cell is written with the name of its column
 * ("Country: Germany | Days: 30"): a row is found, quoted and understood without the rest of the table. Elsewhere the
 * cells stand as they are ("Germany | 30"): a first row that only looks like a header is never taken for one.
 */
export function addTable(builder: DocumentBuilder, rows: readonly TableRow[], location?: Location): void {
  const clean = rows.map((row) => ({ ...row, cells: row.cells.map((cell) => cleanProse(cell).replaceAll('\n', ' ')) }));
  const firstBodyRow = clean.findIndex((row) => !row.isHeader);
  const labels = labelsOf(clean.slice(0, Math.max(0, firstBodyRow)));
  let isContinued = false;
  for (const [index, row] of clean.entries()) {
    const text = rowText(row.cells, index < firstBodyRow ? [] : labels);
    if (text === '') continue;
    builder.add({ kind: 'table-row', text, isContinued, ...(location !== undefined && { location }) });
    isContinued = true;
  }
}

function rowText(cells: readonly string[], labels: readonly string[]): string {
  return cells
    .map((cell, column) => {
      const label = labels[column] ?? '';
      return cell === '' || label === '' || label === cell ? cell : `${label}: ${cell}`;
    })
    .filter((cell) => cell !== '')
    .join(' | ');
}

/** Names of the columns; of several header rows, the names one above the other. None for a single column. */
function labelsOf(headers: readonly TableRow[]): string[] {
  const columns = Math.max(0, ...headers.map((row) => row.cells.length));
  if (columns < 2) return [];
  const labels = Array.from({ length: columns }, (_column, index) => {
    const names = headers
      .map((row) => row.cells[index] ?? '')
      .filter((name, position, all) => name !== '' && all.indexOf(name) === position);
    return names.join(' ').replace(/\s*[:：]$/u, '');
  }).map((label) => (label.length <= maxLabelCharacters ? label : ''));
  return labels.join('').length <= maxLabelsCharacters ? labels : [];
}
