import { expect, test } from 'vitest';
import { countOfChip, isWorking, stateChipOf, stateChips } from './document-state.ts';

const counts = { total: 12, byState: { published: 7, failed: 2, parsing: 1, embedding: 2 } };

test('every document counts under one chip beside All', () => {
  const chips = ['published', 'working', 'failed', 'quarantined'] as const;
  expect(chips.map((chip) => countOfChip(chip, counts))).toEqual([7, 3, 2, 0]);
  expect(countOfChip('all', counts)).toBe(12);
});

test('a chip of the address that does not exist is All', () => {
  expect(stateChipOf('nonsense')).toBe('all');
  expect(stateChipOf(null)).toBe('all');
  expect(stateChipOf('failed')).toBe('failed');
});

test('states at rest are not in work', () => {
  expect(stateChips.working.every(isWorking)).toBe(true);
  expect((['published', 'failed', 'quarantined', 'deleted'] as const).some(isWorking)).toBe(false);
});
