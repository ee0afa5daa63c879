import { expect, test } from 'vitest';
import { createGaps } from './gaps.ts';

test('a number that comes late fills its gap, once', () => {
  const gaps = createGaps();
  gaps.open(3, 6);
  gaps.open(9, 9);
  expect([gaps.fill(4), gaps.fill(4), gaps.fill(9), gaps.fill(7)]).toEqual([true, false, true, false]);
  expect(gaps.ranges()).toEqual([
    [3, 3],
    [5, 6],
  ]);
});
