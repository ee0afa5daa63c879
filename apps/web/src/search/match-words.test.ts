import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchWords, stemsOfQuery } from './match-words.ts';

const matched = (text: string, query: string) => matchWords(text, stemsOfQuery(query)).map(({ start, end }) => text.slice(start, end));

test('forms of a word are marked, words that only begin alike are not', () => {
  expect(matched('Receipts and a receipt, received; recipe', 'receipts')).toEqual(['Receipts', 'receipt']);
});

test('words that say nothing are not marked', () => {
  expect(matched('What is the limit for a hotel?', 'what is the limit for the hotel')).toEqual(['limit', 'hotel']);
});

test('a query of such words alone marks them', () => {
  expect(matched('Who is who', 'who is')).toEqual(['Who', 'is', 'who']);
});

test('accents and case do not matter', () => {
  expect(matched('Die Büros in Zürich', 'buros ZURICH')).toEqual(['Büros', 'Zürich']);
});

test('short words and numbers match only whole', () => {
  expect(matched('30 of 300 and 3', '30')).toEqual(['30']);
});

test('matches lie in the text, in order, and do not overlap', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, query) => {
      let from = 0;
      for (const { start, end } of matchWords(text, stemsOfQuery(query))) {
        expect(start).toBeGreaterThanOrEqual(from);
        expect(end).toBeGreaterThan(start);
        from = end;
      }
      expect(from).toBeLessThanOrEqual(text.length);
    }),
  );
});
