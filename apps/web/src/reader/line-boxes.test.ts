import { expect, test } from 'vitest';
import { boxesOfMark, placeOfMark } from './line-boxes.ts';

const line = (start: number, y: number, page = 1) => ({ page, x: 100, y, width: 200, height: 12, start, end: start + 20 });
const lines = [line(0, 50), line(21, 64), line(42, 50, 2)];
/** Every letter is as wide as every other, but an `m` is twice as wide. */
const measure = (text: string) => text.length + text.split('m').length - 1;
const text = `${'x'.repeat(20)}\n${'x'.repeat(20)}\n${'x'.repeat(20)}`;
const document = { text, lines };

test('a passage over two lines has a box on each, cut where it begins and ends', () => {
  expect(boxesOfMark(document, { start: 10, end: 31, isCurrent: true }, measure)).toEqual([
    { page: 1, x: 200, y: 50, width: 100, height: 12, isCurrent: true },
    { page: 1, x: 100, y: 64, width: 100, height: 12, isCurrent: true },
  ]);
});

test('a line is cut by the width of its words, not by their number of letters', () => {
  const wide = { text: `${'m'.repeat(10)}${'x'.repeat(10)}`, lines: [line(0, 0)] };
  expect(boxesOfMark(wide, { start: 10, end: 20, isCurrent: true }, measure)[0]).toMatchObject({
    x: expect.closeTo(100 + (200 * 20) / 30),
    width: expect.closeTo((200 * 10) / 30),
  });
});

test('a passage that runs over the page has boxes on both pages', () => {
  expect(boxesOfMark(document, { start: 21, end: 62, isCurrent: false }, measure).map(({ page }) => page)).toEqual([1, 2]);
});

test('lines that only touch the passage have no box', () => {
  expect(boxesOfMark(document, { start: 20, end: 21, isCurrent: true }, measure)).toEqual([]);
  expect(boxesOfMark({ text, lines: [{ ...line(0, 0), end: 0 }] }, { start: 0, end: 5, isCurrent: true }, measure)).toEqual([]);
});

test('without geometry the page of the passage is still found', () => {
  const blocks = [
    { kind: 'paragraph' as const, start: 0, end: 40, page: 1 },
    { kind: 'paragraph' as const, start: 41, end: 80, page: 2 },
  ];
  expect(placeOfMark({ blocks }, [], [{ start: 45, end: 50, isCurrent: true }])).toEqual({ page: 2, y: 0 });
  expect(placeOfMark({ blocks }, [], [])).toBeNull();
});
