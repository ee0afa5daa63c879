import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planBatches } from './plan-batches.ts';

const file = (sizeBytes: number, collectionId = 'a') => ({ sizeBytes, collectionId });

test('small files travel together, a large one alone', () => {
  expect(planBatches([file(10), file(10), file(50_000_000), file(10)]).map((batch) => batch.length)).toEqual([2, 1, 1]);
});

test('no request holds more than twenty files or files of two collections; none is lost and the order stays', () => {
  const one = fc.record({ sizeBytes: fc.nat(9_000_000), collectionId: fc.constantFrom('a', 'b') });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 80 }), (files) => {
      const batches = planBatches(files);
      expect(batches.flat()).toEqual(files);
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(20);
        expect(new Set(batch.map((item) => item.collectionId)).size).toBe(1);
        expect(batch.length === 1 || batch.reduce((sum, item) => sum + item.sizeBytes, 0) <= 8_000_000).toBe(true);
      }
    }),
  );
});
