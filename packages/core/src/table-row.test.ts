import { describe, expect, it } from 'vitest';
import { cellSpansOf, labelledRow } from './table-row.ts';

const cellsOf = (row: string, separator?: ',' | ';') => cellSpansOf(row, separator).map(({ start, end }) => row.slice(start, end));

describe('cellSpansOf', () => {
  it.each([
    ['a | b | c', undefined, ['a', 'b', 'c']],
    ['| b | | d', undefined, ['', 'b', '', 'd']],
    ['a,"b, c",,d', ',', ['a', '"b, c"', '', 'd']],
    ['"say ""x, y""",b', ',', ['"say ""x, y"""', 'b']],
    ['5" pipe,3', ',', ['5" pipe', '3']],
    ['a, b;c', ';', ['a, b', 'c']],
    ['', undefined, ['']],
  ] as const)('finds the cells of %s', (row, separator, cells) => {
    expect(cellsOf(row, separator)).toEqual(cells);
  });
});

describe('labelledRow', () => {
  it('reads a row with the names of its columns', () => {
    expect(labelledRow('Germany | | 30', 'Country | Note | Days')).toBe('Country: Germany | Days: 30');
    expect(labelledRow('Germany, 30,x', 'Country,Days', ',')).toBe('Country: Germany | Days: 30 | x');
    expect(labelledRow('Country | Days', 'Country | Days')).toBe('Country | Days');
    expect(labelledRow('Country: Spain | Days: 24', 'Country | Days')).toBe('Country: Spain | Days: 24');
  });
});
