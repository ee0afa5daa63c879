import { csvRowText } from '../csv/csv-row-text.ts';
import type { SheetRow } from './add-sheet.ts';

/** Rows and columns of a sheet that Excel does not show. Rows are numbered from 1, columns from 0. */
export interface HiddenCells {
  readonly rows: ReadonlySet<number>;
  readonly isColumnHidden: (column: number) => boolean;
  /** Rows that a filter leaves out at the moment: whoever opens the file sees the filter, and takes it away. */
  readonly filteredRows: number;
}

const noHiddenCells: HiddenCells = { rows: new Set(), isColumnHidden: () => false, filteredRows: 0 };

/**
 * Which rows and columns a worksheet part hides. Its tags are looked for and not parsed: the part may have hundreds of
 * megabytes, and says it in attributes of a few.
 */
export function readHiddenCells(part: Uint8Array | undefined): HiddenCells {
  if (part === undefined) return noHiddenCells;
  const xml = Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1');
  if (!/\shidden\s*=/u.test(xml)) return noHiddenCells;
  const columns = [...xml.matchAll(/<(?:\w+:)?col\s([^<>]*)>/gu)].flatMap(([, attributes = '']) =>
    isHidden(attributes) ? [{ first: numberOf(attributes, 'min') - 1, last: numberOf(attributes, 'max') - 1 }] : [],
  );
  const rows = [...xml.matchAll(/<(?:\w+:)?row\s([^<>]*)>/gu)].flatMap(([, attributes = '']) =>
    isHidden(attributes) ? [numberOf(attributes, 'r')] : [],
  );
  const isFiltered = /<(?:\w+:)?filterColumn[\s>]/u.test(xml);
  return {
    rows: new Set(isFiltered ? [] : rows),
    isColumnHidden: (column) => columns.some(({ first, last }) => column >= first && column <= last),
    filteredRows: isFiltered ? rows.length : 0,
  };
}

function isHidden(attributes: string): boolean {
  return /\bhidden\s*=\s*["'](?:1|true)["']/u.test(attributes);
}

function numberOf(attributes: string, name: string): number {
  return Number(new RegExp(`(?:^|\\s)${name}\\s*=\\s*["'](\\d+)["']`, 'u').exec(attributes)?.[1] ?? Number.NaN);
}

interface ApartCells {
  readonly kind: 'hidden-row' | 'hidden-column';
  readonly row: number;
  readonly text: string;
}

/** The rows as Excel shows them, and what it does not show. */
export function takeHiddenCells(
  rows: readonly SheetRow[],
  { rows: hiddenRows, isColumnHidden }: HiddenCells,
): { readonly rows: readonly SheetRow[]; readonly apart: readonly ApartCells[] } {
  const apart: ApartCells[] = [];
  const shown = rows.flatMap((row) => {
    if (hiddenRows.has(row.number)) {
      apart.push({ kind: 'hidden-row', row: row.number, text: csvRowText(row.cells) });
      return [];
    }
    const hidden = row.cells.filter((cell, column) => cell !== '' && isColumnHidden(column));
    if (hidden.length === 0) return [row];
    apart.push({ kind: 'hidden-column', row: row.number, text: csvRowText(hidden) });
    const cells = row.cells.map((cell, column) => (isColumnHidden(column) ? '' : cell));
    return cells.some((cell) => cell !== '') ? [{ ...row, cells }] : [];
  });
  return { rows: shown, apart };
}
