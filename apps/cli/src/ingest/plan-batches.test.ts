import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planBatches } from './plan-batches.ts';

const limits = { maxFiles: 4, maxBytes: 100 };

test('batches hold every file once, in order, within both limits unless a file is alone', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ sizeBytes: fc.integer({ min: 0, max: 150 }) })), (files) => {
      const batches = planBatches(files, limits);
      expect(batches.flat()).toEqual(files);
      for (const batch of batches) {
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(limits.maxFiles);
        if (batch.length > 1) expect(batch.reduce((sum, file) => sum + file.sizeBytes, 0)).toBeLessThanOrEqual(limits.maxBytes);
      }
    }),
  );
});
