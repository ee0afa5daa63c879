import fc from 'fast-check';
import papaparse from 'papaparse';
import { cellSpansOf } from '@carrel/core';
import { describe, expect, it } from 'vitest';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { parseCsv } from './parse-csv.ts';

const parse = (text: string) => parseCsv(Buffer.from(text));

describe('parseCsv', () => {
  it.each([
    [',', 'Country,Days\nGermany,"thirty, or so"'],
    [';', 'Country;Days\r\nGermany;"thirty; or so"\r\n'],
  ])('keeps rows as the file has them, separated by "%s"', (separator, text) => {
    const document = parse(text);
    expect(document.text).toBe(text.replaceAll('\r', '').trimEnd());
    expect(document.blocks.map(({ kind, location }) => [kind, location])).toEqual([
      ['table-row', { kind: 'rows', sheet: null, firstRow: 1, lastRow: 1, separator }],
      ['table-row', { kind: 'rows', sheet: null, firstRow: 2, lastRow: 2, separator }],
    ]);
  });

  it('puts bars in place of tabs', () => {
    expect(parse('Country\tDays\nGermany\t30').text).toBe('Country | Days\nGermany | 30');
  });

  it('never lets two numbers run together', () => {
    expect(parse('a,b,c\n2019,120,80\n1,-2,x').text).toBe('a,b,c\n2019, 120, 80\n1, -2,x');
  });

  it('counts rows as the file does, also over empty ones', () => {
    expect(parse('a,b\n\n,\nc,d').blocks.map(({ location }) => location?.kind === 'rows' && location.firstRow)).toEqual([1, 4]);
  });

  it('gives exact spans in which every cell is found again', () => {
    const cell = fc.oneof(fc.stringMatching(/^[A-Za-z0-9 .,;"]{0,8}$/u), fc.constantFrom('Müller', '東京', '🙂', '1,5', '"'));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 2, maxLength: 8 }), fc.constantFrom(',', ';'), (rows, delimiter) => {
        // A first row that leaves no doubt of the separator.
        const document = parse(papaparse.unparse([['alpha', 'beta', 'gamma'], ...rows], { delimiter, newline: '\n' }));
        expect(checkParsedDocument(document)).toBeNull();
        for (const { span, location } of document.blocks) {
          if (location?.kind !== 'rows' || location.separator !== delimiter) continue;
          const text = document.text.slice(span.start, span.end);
          const source = [['alpha', 'beta', 'gamma'], ...rows][location.firstRow - 1] ?? [];
          const cells = cellSpansOf(text, location.separator).map(({ start, end }) => text.slice(start, end));
          const unquoted = cells.map((one) => (one.startsWith('"') ? one.slice(1, -1).replaceAll('""', '"') : one).replaceAll(' ', ''));
          expect(unquoted).toEqual(source.slice(0, unquoted.length).map((one) => one.replaceAll(' ', '')));
        }
      }),
    );
  });

  it('refuses a file of more rows than allowed instead of cutting it', () => {
    expect(() => parse('a,b\n'.repeat(200_001))).toThrow(expect.objectContaining({ code: 'PARSER_OUTPUT' }));
  });
});
