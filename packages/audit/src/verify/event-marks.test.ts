import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventMarks } from './event-marks.ts';

test('agrees with a map of strings, through every growth', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.uuid({ version: [4, 7] }), fc.integer({ min: 1, max: 255 })), { maxLength: 300 }),
      fc.array(fc.uuid()),
      (writes, others) => {
        const marks = createEventMarks(8);
        const reference = new Map<string, number>();
        for (const [id, mark] of writes) {
          marks.set(id, mark);
          reference.set(id, mark);
        }
        expect(marks.size).toBe(reference.size);
        for (const id of [...reference.keys(), ...others]) expect(marks.get(id)).toBe(reference.get(id) ?? 0);
      },
    ),
  );
});

test('ids that fall into the same slot are kept apart', () => {
  const marks = createEventMarks(16);
  const ids = Array.from({ length: 12 }, (_, index) => `0000000${index.toString(16)}-0000-7000-8000-000000000000`);
  ids.forEach((id, index) => marks.set(id, index + 1));
  expect(ids.map((id) => marks.get(id))).toEqual(ids.map((_id, index) => index + 1));
});
