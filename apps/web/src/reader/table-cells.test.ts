import { expect, test } from 'vitest';
import { layOutTable } from './table-cells.ts';

/** Rows as the parser writes them, one a line, and the ranges laid out as texts. */
function laidOut(...rows: readonly string[]) {
  const text = rows.join('\n');
  let start = 0;
  const ranges = rows.map((row) => {
    const range = { start, end: start + row.length };
    start += row.length + 1;
    return range;
  });
  const table = layOutTable(text, ranges);
  const textOf = (range: { start: number; end: number } | null) => (range ? text.slice(range.start, range.end) : null);
  return { header: table.header.map(textOf), rows: table.rows.map((row) => row.cells.map(textOf)) };
}

test('values stand under the names of their columns, and the names are not repeated', () => {
  expect(laidOut('Country | Days', 'Country: Germany | Days: 30', 'Country: France | Days: 25')).toEqual({
    header: ['Country', 'Days'],
    rows: [
      ['Germany', '30'],
      ['France', '25'],
    ],
  });
});

test('a cell that is missing leaves its place empty', () => {
  expect(laidOut('Country | Days | Note', 'Country: Germany | Note: none').rows).toEqual([['Germany', null, 'none']]);
});

test('a table without names of columns has no header', () => {
  expect(laidOut('Germany | 30', 'France | 25')).toEqual({
    header: [],
    rows: [
      ['Germany', '30'],
      ['France', '25'],
    ],
  });
});

test('one row that fits no name makes no header of the first', () => {
  expect(laidOut('Country | Days', 'Country: Germany | Days: 30', 'a remark over the whole width').header).toEqual([]);
});

test('an empty table is empty', () => {
  expect(layOutTable('', [])).toEqual({ header: [], rows: [] });
});

test('rows of a sheet keep their empty cells and their numbers, also with commas in quotation marks', () => {
  const text = 'a | | c\n"x, y",,z';
  const location = { kind: 'rows', sheet: null, firstRow: 4, lastRow: 4 } as const;
  const table = layOutTable(text, [
    { start: 0, end: 7, location },
    { start: 8, end: text.length, location: { ...location, firstRow: 5, lastRow: 5, separator: ',' } },
  ]);
  expect(table.rows.map(({ number, cells }) => [number, ...cells.map((cell) => cell && text.slice(cell.start, cell.end))])).toEqual([
    [4, 'a', null, 'c'],
    [5, '"x, y"', null, 'z'],
  ]);
});
