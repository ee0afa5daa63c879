import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createThinkingFilter } from './thinking-filter.ts';

function filter(pieces: readonly string[]): string {
  const thinking = createThinkingFilter();
  return pieces.map((piece) => thinking.push(piece)).join('') + thinking.end();
}

/** Cuts a text at the given places. */
function cut(text: string, places: readonly number[]): readonly string[] {
  const sorted = [0, ...places.map((place) => place % (text.length + 1)).toSorted((left, right) => left - right), text.length];
  return sorted.slice(1).map((place, index) => text.slice(sorted[index], place));
}

test('text without thoughts comes out as it is', () => {
  expect(filter(['Four', ' weeks.'])).toBe('Four weeks.');
  expect(filter(['a < b and <thin paper>'])).toBe('a < b and <thin paper>');
});

test('each kind of thought at the start is taken out, with the space behind it', () => {
  for (const [start, end] of [
    ['<think>', '</think>'],
    ['<thinking>', '</thinking>'],
    ['<thought>', '</thought>'],
    ['<reasoning>', '</reasoning>'],
    ['[THINK]', '[/THINK]'],
  ])
    expect(filter([`\n${start}four or five?${end}\n\nFour.`])).toBe('Four.');
});

test('a thought that never ends is no answer', () => {
  expect(filter(['<think>four or', ' five'])).toBe('');
});

test('a thought that ends without a beginning is refused: part of it was sent already', () => {
  expect(() => filter(['four or five', ' </think> Four.'])).toThrow(/thoughts as answer text/);
});

test('an answer that only begins like a thought is an answer', () => {
  expect(filter(['<thi'])).toBe('<thi');
});

test('how the text is cut into pieces changes nothing', () => {
  const answers = fc.string({ unit: 'binary' }).filter((text) => !text.includes('<') && !text.includes('[') && text.trim() !== '');
  fc.assert(
    fc.property(
      answers,
      fc.string().filter((text) => !text.includes('<')),
      fc.array(fc.nat()),
      fc.boolean(),
      (answer, thought, places, hasThought) => {
        const text = hasThought ? `<think>${thought}</think>${answer}` : answer;
        expect(filter(cut(text, places))).toBe(hasThought ? answer.trimStart() : answer);
      },
    ),
  );
});

test('nothing is held back longer than a tag', () => {
  const thinking = createThinkingFilter();
  const out = thinking.push('The leave is four weeks');
  expect(out).toBe('The leave is four weeks');
});
