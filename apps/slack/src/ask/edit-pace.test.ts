import { expect, test } from 'vitest';
import { createEditPace } from './edit-pace.ts';

test('a message is edited at most each second and a half, and all together 25 times a minute', () => {
  let now = 1_000_000;
  const pace = createEditPace({ nowMs: () => now });
  expect(pace.take(now - 1_499)).toBe(false);
  expect(Array.from({ length: 40 }, () => pace.take(0)).filter(Boolean)).toHaveLength(25);
  now += 60_000;
  expect(pace.take(0)).toBe(true);
});
