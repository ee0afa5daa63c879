import { expect, test } from 'vitest';
import { localOf, utcOf } from './local-moment.ts';

test('a moment survives the way into the field of the browser and back, to the minute', () => {
  for (const time of ['2026-03-01T12:34:00.000Z', '2026-07-15T23:59:00.000Z', '2026-12-31T00:00:00.000Z'])
    expect(utcOf(localOf(time))).toBe(time);
});

test('an empty field is no moment', () => {
  expect(utcOf('')).toBeNull();
  expect(utcOf('soon')).toBeNull();
});
