import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateTokens } from './estimate-tokens.ts';

test('is on the high side for prose, numbers, addresses and other scripts', () => {
  // Tokens of all-MiniLM-L6-v2 (WordPiece) and SmolLM2 (byte-level BPE), the larger of the two.
  expect(estimateTokens('Employees have twenty-five days of paid leave a year.')).toBeGreaterThanOrEqual(12);
  expect(estimateTokens('https://example.org/a/b?c=1&d=2#section-4.2')).toBeGreaterThanOrEqual(22);
  expect(estimateTokens('1234567890')).toBeGreaterThanOrEqual(10);
  expect(estimateTokens('有給休暇は年に二十五日です。')).toBeGreaterThanOrEqual(18);
});

test('an empty text has none; a longer text never has fewer', () => {
  expect(estimateTokens('')).toBe(0);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (left, right) => {
      expect(estimateTokens(`${left} ${right}`)).toBeGreaterThanOrEqual(estimateTokens(left));
    }),
  );
});
