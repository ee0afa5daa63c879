import { expect, test } from 'vitest';
import { boxesOfMark, placeOfMark } from './line-boxes.ts';

const line = (start: number, y: number, page = 1) => ({ page, x: 100, y, width: 200, height: 12, start, end: start + 20 });
const lines = [line(0, 50), line(21, 64), line(42, 50, 2)];

test('a passage over two lines has a box on each, cut where it begins and ends', () => {
  expect(boxesOfMark(lines, { start: 10, end: 31, isCurrent: true })).toEqual([
    { page: 1, x: 200, y: 50, width: 100, height: 12, isCurrent: true },
    { page: 1, x: 100, y: 64, width: 100, height: 12, isCurrent: true },
  ]);
});

test('a passage that runs over the page has boxes on both pages', () => {
  expect(boxesOfMark(lines, { start: 21, end: 62, isCurrent: false }).map(({ page }) => page)).toEqual([1, 2]);
});

test('lines that only touch the passage have no box', () => {
  expect(boxesOfMark(lines, { start: 20, end: 21, isCurrent: true })).toEqual([]);
  expect(boxesOfMark([{ ...line(0, 0), end: 0 }], { start: 0, end: 5, isCurrent: true })).toEqual([]);
});

test('without geometry the page of the passage is still found', () => {
  const blocks = [
    { kind: 'paragraph' as const, start: 0, end: 40, page: 1 },
    { kind: 'paragraph' as const, start: 41, end: 80, page: 2 },
  ];
  expect(placeOfMark({ blocks }, [], [{ start: 45, end: 50, isCurrent: true }])).toEqual({ page: 2, y: 0 });
  expect(placeOfMark({ blocks }, [], [])).toBeNull();
});
