import { cpus } from 'node:os';
import { expect, test } from 'vitest';
import { createFreeProcessors, parseRunningThreads } from './free-processors.ts';

test('reads how many threads run on the machine', () => {
  expect(parseRunningThreads('5.82 8.12 8.98 13/351 22648\n')).toBe(13);
  expect(parseRunningThreads('0.00 0.01 0.05 0/80 1\n')).toBe(1);
  expect(parseRunningThreads('')).toBe(1);
});

test('never finds more free processors than the machine has', () => {
  expect(createFreeProcessors()()).toBeLessThanOrEqual(cpus().length);
});
