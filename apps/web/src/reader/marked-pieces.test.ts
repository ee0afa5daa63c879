import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAtMarks } from './marked-pieces.ts';

test('cuts a block where the passage begins and ends', () => {
  expect(cutAtMarks('0123456789', { start: 2, end: 8 }, [{ start: 0, end: 4, isCurrent: true }])).toEqual([
    { start: 2, text: '23', mark: 'current' },
    { start: 4, text: '4567', mark: null },
  ]);
});

test('where two citations overlap, the opened one is seen', () => {
  const pieces = cutAtMarks('abcdef', { start: 0, end: 6 }, [
    { start: 0, end: 4, isCurrent: false },
    { start: 2, end: 6, isCurrent: true },
  ]);
  expect(pieces.map(({ text, mark }) => [text, mark])).toEqual([
    ['ab', 'other'],
    ['cd', 'current'],
    ['ef', 'current'],
  ]);
});

test('the pieces are the range, in order, and what is marked is exactly what the marks cover', () => {
  const mark = fc
    .tuple(fc.nat(60), fc.nat(20), fc.boolean())
    .map(([start, size, isCurrent]) => ({ start, end: start + size + 1, isCurrent }));
  const range = fc.tuple(fc.nat(40), fc.nat(30)).map(([start, size]) => ({ start, end: start + size }));
  fc.assert(
    fc.property(fc.string({ minLength: 80, maxLength: 80 }), range, fc.array(mark, { maxLength: 6 }), (text, at, marks) => {
      const pieces = cutAtMarks(text, at, marks);
      expect(pieces.map((piece) => piece.text).join('')).toBe(text.slice(at.start, at.end));
      for (const piece of pieces) {
        for (let offset = piece.start; offset < piece.start + piece.text.length; offset += 1) {
          const over = marks.filter((one) => one.start <= offset && offset < one.end);
          expect(piece.mark).toBe(over.length === 0 ? null : over.some((one) => one.isCurrent) ? 'current' : 'other');
        }
      }
    }),
  );
});
