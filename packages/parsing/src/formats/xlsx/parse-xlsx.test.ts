import { utils, write, type WorkBook } from '@e965/xlsx';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../../../../test/support/parsing/outline-of.ts';
import { aZipFile } from '../../../../../test/support/parsing/a-zip-file.ts';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { parseXlsx } from './parse-xlsx.ts';

type Cells = readonly (readonly unknown[])[];

function workbookOf(sheets: Readonly<Record<string, Cells>>): WorkBook {
  const workbook = utils.book_new();
  for (const [name, rows] of Object.entries(sheets))
    utils.book_append_sheet(workbook, utils.aoa_to_sheet(rows.map((row) => [...row])), name);
  return workbook;
}

function parse(workbook: WorkBook) {
  const bytes: unknown = write(workbook, { type: 'buffer', bookType: 'xlsx' });
  if (!Buffer.isBuffer(bytes)) throw new TypeError('Expected bytes.');
  return parseXlsx(bytes);
}

describe('parseXlsx', () => {
  it('makes a row a block, with sheet and number', async () => {
    const document = await parse(
      workbookOf({ Budget: [['Team', 'Cost'], ['Sales', 30], [], ['Note', 'x']], Empty: [], Staff: [['Ada', 1]] }),
    );
    expect(outlineOf(document)).toEqual([
      'heading 1: Budget',
      'table-row: Team | Cost   < Budget',
      'table-row: Sales | 30   < Budget',
      'table-row: Note | x   < Budget',
      'heading 1: Staff',
      'table-row: Ada | 1   < Staff',
    ]);
    expect(document.blocks.map(({ location }) => location?.kind === 'rows' && [location.sheet, location.firstRow])).toEqual([
      ['Budget', 1],
      ['Budget', 1],
      ['Budget', 2],
      ['Budget', 4],
      ['Staff', 1],
      ['Staff', 1],
    ]);
  });

  it('writes numbers and dates as people see them', async () => {
    const workbook = workbookOf({ A: [['x', 'y']] });
    utils.sheet_add_aoa(
      workbook.Sheets['A'] ?? {},
      [
        [
          { t: 'n', v: 0.125, z: '0.0%' },
          { t: 'n', v: 1234.5, z: '#,##0.00 "EUR"' },
          { t: 'n', v: 46_000, z: 'yyyy-mm-dd' },
          { t: 'n', v: 46_000, z: 'd mmm yyyy' },
          { t: 'b', v: true },
          { t: 'n', v: 0.1 + 0.2 },
        ],
      ],
      { origin: 'A2' },
    );
    expect((await parse(workbook)).text).toContain('12.5% | 1,234.50 EUR | 2025-12-09 | 9 Dec 2025 | TRUE | 0.3');
  });

  it('keeps the place of empty cells, and says a cell over several rows in each of them', async () => {
    const workbook = workbookOf({
      A: [
        ['Area', 'Team', 'Cost'],
        ['North', 'Sales', 3],
        [undefined, 'Service', 4],
        ['South', undefined, 5],
      ],
    });
    const sheet = workbook.Sheets['A'];
    if (sheet !== undefined) sheet['!merges'] = [{ s: { r: 1, c: 0 }, e: { r: 2, c: 0 } }];
    expect((await parse(workbook)).text.split('\n')).toEqual([
      'Area | Team | Cost',
      'North | Sales | 3',
      'North | Service | 4',
      'South | | 5',
    ]);
  });

  it('takes lines above a table for its title, not for its header', async () => {
    const document = await parse(workbookOf({ A: [['Travel 2026'], ['Country', 'Rate'], ['France', 165]] }));
    expect(outlineOf(document)).toEqual(['paragraph: Travel 2026', 'table-row: Country | Rate', 'table-row: France | 165']);
  });

  it('reads hidden sheets last, and says that they are hidden', async () => {
    const workbook = workbookOf({ Secret: [['a', 'b']], Open: [['c', 'd']] });
    workbook.Workbook = { Sheets: [{ Hidden: 1 }, { Hidden: 0 }] };
    const document = await parse(workbook);
    expect(document.text).toBe('Open\n\nc | d\n\nSecret (hidden sheet)\n\na | b');
    expect(document.warnings).toEqual([{ code: 'HIDDEN_SHEETS', count: 1 }]);
  });

  it('gives exact spans and loses no cell of any workbook', async () => {
    const cell = fc.oneof(fc.integer({ min: 0, max: 99_999 }), fc.stringMatching(/^[A-Za-zäöü]{1,8}$/u), fc.constant(undefined));
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rows, rows, async (one, other) => {
        const document = await parse(workbookOf({ One: one, Other: other }));
        expect(checkParsedDocument(document)).toBeNull();
        const words = new Set(document.text.split(/[\s|]+/u));
        for (const value of [...one, ...other].flat()) if (value !== undefined) expect(words).toContain(String(value));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['entities', '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>', 'CORRUPT_FILE'],
    ['what unpacks to very much', `<workbook>${' '.repeat(40 * 1024 * 1024)}</workbook>`, 'UNPACKED_TOO_LARGE'],
    ['what is no XML', 'nothing', 'CORRUPT_FILE'],
  ])('refuses %s', async (_what, content, code) => {
    await expect(parseXlsx(aZipFile([{ name: 'xl/workbook.xml', content }]))).rejects.toMatchObject({ code });
  });
});
