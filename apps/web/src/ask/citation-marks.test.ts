import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitMarks, withoutMarks } from './citation-marks.ts';

test('marks become pieces of their own', () => {
  expect(splitMarks('Hotels cost 165 EUR [1][2]. Trains are free [3].')).toEqual([
    { kind: 'text', text: 'Hotels cost 165 EUR ' },
    { kind: 'mark', number: 1 },
    { kind: 'mark', number: 2 },
    { kind: 'text', text: '. Trains are free ' },
    { kind: 'mark', number: 3 },
    { kind: 'text', text: '.' },
  ]);
});

test('what only looks like a mark stays text', () => {
  for (const text of ['[a]', '[]', '[1', '[1234]', '(1)']) expect(splitMarks(text)).toEqual([{ kind: 'text', text }]);
});

test('the pieces hold the whole text', () => {
  const texts = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 0, max: 999 }).map((n) => `[${n}]`),
      ),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const joined = splitMarks(text).map((piece) => (piece.kind === 'text' ? piece.text : `[${piece.number}]`));
      expect(joined.join('')).toBe(text.replace(/\[0+(\d)/g, '[$1'));
    }),
  );
});

test('read aloud, a sentence has neither marks nor the space before them', () => {
  expect(withoutMarks('Hotels cost 165 EUR [1][2]. Trains [3].')).toBe('Hotels cost 165 EUR. Trains.');
});
