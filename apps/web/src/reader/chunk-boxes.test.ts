import { expect, test } from 'vitest';
import { boxesOfChunks } from './chunk-boxes.ts';
import { edgesOf, edgesWithin } from './chunk-edges.ts';

const line = (start: number, end: number, place: { readonly x?: number; readonly y: number; readonly page?: number }) => ({
  page: place.page ?? 1,
  x: place.x ?? 50,
  y: place.y,
  width: 200,
  height: 10,
  start,
  end,
});

test('lines below one another are one box; a new column or page begins another', () => {
  const lines = [line(0, 10, { y: 700 }), line(11, 20, { y: 712 }), line(21, 30, { x: 300, y: 100 }), line(31, 40, { y: 50, page: 2 })];
  const chunks = [{ id: 'a', start: 0, end: 40 }];
  expect(boxesOfChunks({ chunks, lines })).toEqual([
    { page: 1, x: 50, y: 700, width: 200, height: 22, number: 1, isFirst: true },
    { page: 1, x: 300, y: 100, width: 200, height: 10, number: 1, isFirst: false },
    { page: 2, x: 50, y: 50, width: 200, height: 10, number: 1, isFirst: false },
  ]);
});

test('edges are where passages begin, and one at the end of a stretch belongs to the next', () => {
  const edges = edgesOf([
    { id: 'b', start: 10, end: 20 },
    { id: 'a', start: 0, end: 10 },
  ]);
  expect(edges).toEqual([
    { at: 0, number: 1 },
    { at: 10, number: 2 },
  ]);
  expect(edgesWithin(edges, { start: 0, end: 10 })).toEqual([{ at: 0, number: 1 }]);
});
