import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TextBlock } from './block-groups.ts';
import { groupBlocks, placeStartsOf } from './block-groups.ts';

const block = (kind: TextBlock['kind'], start: number, page?: number): TextBlock => ({
  kind,
  start,
  end: start + 1,
  ...(page !== undefined && { page }),
});

test('items and rows that follow each other are one list and one table', () => {
  const kinds = ['heading', 'list-item', 'list-item', 'paragraph', 'list-item', 'table-row', 'table-row', 'code', 'code'] as const;
  expect(groupBlocks(kinds.map((kind, index) => block(kind, index))).map((group) => [group.kind, group.blocks.length])).toEqual([
    ['heading', 1],
    ['list', 2],
    ['paragraph', 1],
    ['list', 1],
    ['table', 2],
    ['code', 1],
    ['code', 1],
  ]);
});

test('no block is lost and the order stays', () => {
  const kind = fc.constantFrom('heading', 'paragraph', 'list-item', 'table-row', 'code', 'quote' as const);
  fc.assert(
    fc.property(fc.array(kind), (kinds) => {
      const blocks = kinds.map((one, index) => block(one, index));
      expect(groupBlocks(blocks).flatMap((group) => group.blocks)).toEqual(blocks);
    }),
  );
});

test('a page is announced where it begins, and only there', () => {
  const groups = groupBlocks([block('heading', 0, 1), block('paragraph', 1, 1), block('paragraph', 2), block('paragraph', 3, 2)]);
  expect([...placeStartsOf(groups)].map(([group, { page }]) => [group.blocks[0]?.start, page])).toEqual([
    [0, 1],
    [3, 2],
  ]);
});

test('a slide is announced where it begins', () => {
  const on = (start: number, slide: number): TextBlock => ({ ...block('paragraph', start), location: { kind: 'slide', slide } });
  expect([...placeStartsOf(groupBlocks([on(0, 1), on(1, 1), on(2, 3)])).values()].map(({ location }) => location)).toEqual([
    { kind: 'slide', slide: 1 },
    { kind: 'slide', slide: 3 },
  ]);
});

test('rows of a sheet are one table until a row is missing, and long tables are drawn in pieces', () => {
  const row = (number: number): TextBlock => ({
    ...block('table-row', number),
    location: { kind: 'rows', sheet: 'A', firstRow: number, lastRow: number },
  });
  expect(groupBlocks([1, 2, 4].map(row)).map((group) => group.blocks.length)).toEqual([2, 1]);
  expect(groupBlocks(Array.from({ length: 450 }, (_, index) => row(index + 1))).map((group) => group.blocks.length)).toEqual([
    200, 200, 50,
  ]);
});
