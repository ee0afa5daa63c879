import { expect, test } from 'vitest';
import { matchWords } from './match-words.ts';
import { snippetOf } from './snippet.ts';

const filler = 'Nothing of interest stands in this sentence at all. '.repeat(12);

test('a short passage is shown whole', () => {
  expect(snippetOf('short', [])).toEqual({ start: 0, end: 5 });
});

test('of a long passage the stretch with most matches is shown, in whole words', () => {
  const text = `${filler}The hotel limit is 165 EUR a night for a hotel. ${filler}`;
  const { start, end } = snippetOf(text, matchWords(text, ['hotel', 'limit']));
  const shown = text.slice(start, end);
  expect(shown).toContain('The hotel limit is 165 EUR a night for a hotel.');
  expect(shown.length).toBeLessThanOrEqual(320);
  expect(text[start - 1]).toMatch(/\s/);
  expect(text[end]).toMatch(/\s/);
});

test('without matches the beginning is shown', () => {
  expect(snippetOf(filler, []).start).toBe(0);
});
