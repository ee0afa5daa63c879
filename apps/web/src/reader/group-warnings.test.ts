import { expect, test } from 'vitest';
import { groupWarnings, rangesOf } from './group-warnings.ts';

test('warnings of one code are one, with their pages and their sum', () => {
  const warnings = [{ code: 'A', page: 3 }, { code: 'B', count: 2 }, { code: 'A', page: 1 }, { code: 'C' }];
  expect(groupWarnings(warnings)).toEqual([
    { code: 'A', pages: [1, 3], count: null },
    { code: 'B', pages: [], count: 2 },
    { code: 'C', pages: [], count: null },
  ]);
});

test('pages that follow one another are a range', () => {
  expect(rangesOf([1, 2, 3, 7, 9, 10], String)).toBe('1–3, 7, 9–10');
  expect(rangesOf([], String)).toBe('');
});
