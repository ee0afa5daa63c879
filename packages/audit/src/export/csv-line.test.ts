import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aBusyLog } from '../fixtures/a-busy-log.ts';
import { leafOf } from '../fixtures/tampering.ts';
import { csvCell, csvHeader, csvLine } from './csv-line.ts';

test.each([
  ['=1+1', `'=1+1`],
  ['+49 30', `'+49 30`],
  ['-x', `'-x`],
  ['@sum', `'@sum`],
  ['\tx', `'\tx`],
  ['\rx', `"'\rx"`],
  ['\0x', `'\0x`],
  ['a,b', '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ['two\nlines', '"two\nlines"'],
  [-5, '-5'],
  [null, ''],
  [undefined, ''],
  ['plain', 'plain'],
])('a cell %j is written %j', (value, cell) => expect(csvCell(value)).toBe(cell));

test('a table is read back as it was, but for the guard', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const cell = csvCell(text);
      const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(read === text || read === `'${text}`).toBe(true);
      expect(read).not.toMatch(/^[=+\-@\t\r\0]/);
    }),
  );
});

test('each entry is a line of thirty cells, which say what the leaf says', async () => {
  const header = csvHeader().trimEnd().split(',');
  expect(header).toHaveLength(30);
  const { items } = await aBusyLog();
  for (const item of items) {
    if (item.kind !== 'entry') continue;
    const cells = csvLine(item).trimEnd().split(',');
    const leaf = leafOf(item);
    expect(cells).toHaveLength(30);
    expect(cells[header.indexOf('id')]).toBe(leaf.id);
    expect(cells[header.indexOf('seq')]).toBe(String(leaf.seq));
    expect(cells[header.indexOf('leaf_hash')]).toBe(item.leafHash);
    expect(cells[header.indexOf('passages_cited')]).toBe(leaf.ctx === undefined ? '' : String(leaf.ctx.filter((one) => one.cited).length));
  }
});
