import { expect, test } from 'vitest';
import type { TrailStop } from './trail.ts';
import { placeInTrail } from './trail.ts';

const stop = (group: string, start: number): TrailStop => ({
  group,
  isMarked: true,
  target: { documentId: 'd', versionId: 'v', span: { start, end: start + 1 } },
});
const trail = [stop('first', 1), stop('first', 2), stop('second', 3), stop('second', 1)];

test('walks within the answer that the open passage belongs to', () => {
  const place = placeInTrail(trail, stop('', 2).target);
  expect(place.index).toBe(1);
  expect(place.stops).toHaveLength(2);
});

test('a passage that two answers cite belongs to the newer one', () => {
  expect(placeInTrail(trail, stop('', 1).target)).toMatchObject({ index: 1, stops: [stop('second', 3), stop('second', 1)] });
});

test('with nothing open, or something that nobody cites, the newest answer is walked from its beginning', () => {
  expect(placeInTrail(trail, null)).toMatchObject({ index: -1, stops: [stop('second', 3), stop('second', 1)] });
  expect(placeInTrail(trail, stop('', 9).target).index).toBe(-1);
  expect(placeInTrail([], null)).toEqual({ stops: [], index: -1 });
});
