import type { Location } from '@carrel/core';
import { type CellObject, utils, type WorkSheet } from '@e965/xlsx';
import type { DocumentBuilder } from '../../document/document-builder.ts';
import { ReadFailure } from '../../read-failure.ts';
import { cleanProse } from '../../text/clean-text.ts';
import { csvRowText } from '../csv/csv-row-text.ts';
import { type HiddenCells, takeHiddenCells } from './hidden-cells.ts';
import { repeatMergedCells } from './repeat-merged-cells.ts';

/** Sheets with more rows are refused, not cut. */
export const maxRows = 200_000;

/** A row that says something, with its number in the sheet. */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/**
 * Adds a sheet: its heading if it has one, a block a row, its notes. Rows that follow one another are one table;
 * lines of a single cell above a table are its title, not its header.
 */
export function addSheet(
  builder: DocumentBuilder,
  {
    name,
    sheet,
    heading,
    hidden,
  }: { readonly name: string; readonly sheet: WorkSheet; readonly heading: string | null; readonly hidden: HiddenCells },
): void {
  const { rows, apart } = takeHiddenCells(rowsOf(sheet), hidden);
  const notes = notesOf(sheet).filter(({ row }) => !hidden.rows.has(row));
  const locationOf = (row: number) => ({ kind: 'rows', sheet: name, firstRow: row, lastRow: row }) as const;
  for (const { kind, text, row } of apart) builder.keepApart({ kind, text, location: locationOf(row) });
  const first = rows[0]?.number ?? notes[0]?.row;
  if (first === undefined) return;
  if (heading !== null) builder.add({ kind: 'heading', level: 1, text: heading, location: locationOf(first) });
  for (const table of tablesOf(rows)) addTable(builder, table, locationOf);
  for (const { row, text } of notes) builder.add({ kind: 'paragraph', text, location: locationOf(row) });
}

function addTable(builder: DocumentBuilder, table: readonly SheetRow[], locationOf: (row: number) => Location): void {
  const header = table.findIndex((row) => filled(row) > 1);
  const firstColumn = Math.min(...table.map(({ cells }) => cells.findIndex((cell) => cell !== '')));
  for (const [index, { number, cells }] of table.entries()) {
    const isRow = header !== -1 && index >= header;
    builder.add({
      kind: isRow ? 'table-row' : 'paragraph',
      text: isRow ? csvRowText(cells.slice(firstColumn)) : (cells.find((cell) => cell !== '') ?? ''),
      isContinued: index > 0,
      location: locationOf(number),
    });
  }
}

function filled({ cells }: SheetRow): number {
  return cells.filter((cell) => cell !== '').length;
}

function rowsOf(sheet: WorkSheet): SheetRow[] {
  const data = cellsOf(sheet);
  if (data.length > maxRows) throw new ReadFailure('PARSER_OUTPUT', { message: `Expected at most ${maxRows} rows in a sheet.` });
  const rows = data.map((row) => Array.from(row ?? [], (cell) => textOf(cell)));
  repeatMergedCells(rows, sheet['!merges'] ?? []);
  return rows.map((cells, index) => ({ number: index + 1, cells })).filter((row) => filled(row) > 0);
}

function cellsOf(sheet: WorkSheet): readonly (readonly (CellObject | undefined)[] | undefined)[] {
  return sheet['!data'] ?? [];
}

/** As Excel shows it; where its format cannot be told, as it is stored. */
function textOf(cell: CellObject | undefined): string {
  if (cell === undefined || cell.t === 'z') return '';
  return cleanProse(cell.w ?? String(cell.v ?? '')).replaceAll('\n', ' ');
}

function tablesOf(rows: readonly SheetRow[]): SheetRow[][] {
  const tables: SheetRow[][] = [];
  for (const row of rows) {
    const table = tables.at(-1);
    if (table !== undefined && table.at(-1)?.number === row.number - 1) table.push(row);
    else tables.push([row]);
  }
  return tables;
}

/** "B4, John Reviewer: Why this year?" */
function notesOf(sheet: WorkSheet): { readonly row: number; readonly text: string }[] {
  return cellsOf(sheet).flatMap((row, index) =>
    Array.from(row ?? []).flatMap((cell, column) =>
      (cell?.c ?? []).map(({ a: author, t: text }) => ({
        row: index + 1,
        text: `${utils.encode_cell({ r: index, c: column })}${author === undefined || author === '' ? '' : `, ${author}`}: ${text ?? ''}`,
      })),
    ),
  );
}
