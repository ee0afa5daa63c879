import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPassage } from '../../../../test/support/builders/a-passage.ts';
import { readMaterial } from '../answer-material.ts';
import { findDisagreements } from './find-disagreements.ts';

/** Each text is a document of its own; the answer rests on the first. */
function disagreementsOf(question: string, ...texts: readonly string[]) {
  const material = readMaterial(
    question,
    texts.map((text, index) => aPassage({ number: index + 1, title: `Document ${index + 1}`, text })),
  );
  const said = material.evidence.sentences.filter(({ passageIndex }) => passageIndex === 0);
  return findDisagreements(material, said.slice(0, 1)).map(({ kind, other }) => [kind, other.statement.text]);
}

describe('findDisagreements', () => {
  it.each([
    [
      'number',
      'Within how many days must expenses be filed?',
      'Expenses must be filed within 60 days.',
      'Expenses are filed within 90 days of the purchase.',
    ],
    [
      'number',
      'How much is the daily allowance for hotels?',
      'The allowance for hotels is 140 EUR.',
      'For hotels, the allowance is 110 EUR a night.',
    ],
    ['number', 'Wie lange dauert die Probezeit?', 'Die Probezeit dauert sechs Monate.', 'Die Probezeit dauert drei Monate.'],
    [
      'date',
      'When does the new travel policy come into force?',
      'The new travel policy comes into force on 1 March 2026.',
      'The new travel policy will come into force on 1 July 2026.',
    ],
    ['negation', 'May visitors park in the yard?', 'Visitors may park in the yard.', 'Visitors may not park in the yard.'],
  ])('finds another %s: %s', (kind, question, said, other) => {
    expect(disagreementsOf(question, said, other)).toEqual([[kind, other]]);
    expect(disagreementsOf(question, other, said)).toEqual([[kind, said]]);
  });

  it.each([
    ['the same number in words', 'How long is the probation?', 'The probation lasts 6 months.', 'The probation lasts six months.'],
    [
      'a number of something else',
      'Within how many days must expenses be filed?',
      'Expenses must be filed within 60 days.',
      'The office is closed for 10 days in winter.',
    ],
    [
      'another unit',
      'How long is parental leave?',
      'Parental leave lasts 16 weeks.',
      'Parental leave is asked for 2 months before it begins.',
    ],
    [
      'numbers that nobody asked for',
      'Who approves travel?',
      'The head of department approves travel above 500 EUR.',
      'The head of department approves travel above 900 EUR.',
    ],
    [
      'a sentence that has that number too',
      'How many vacation days are there?',
      'There are 30 vacation days.',
      'There are 30 vacation days, and 5 vacation days more after ten years.',
    ],
    ['a no to another question', 'May visitors park in the yard?', 'Visitors may park in the yard.', 'Dogs may not run in the garden.'],
  ])('keeps still about %s', (_name, question, said, other) => {
    expect(disagreementsOf(question, said, other)).toEqual([]);
  });

  it('does not compare a document with itself, and two that the answer cites only once', () => {
    const text = 'The allowance for hotels is 140 EUR.\n\nUntil 2024 the allowance for hotels was 110 EUR.';
    expect(disagreementsOf('How much is the allowance for hotels?', text)).toEqual([]);
    const material = readMaterial('How much is the allowance for hotels?', [
      aPassage({ number: 1, text: 'The allowance for hotels is 140 EUR.' }),
      aPassage({ number: 2, text: 'The allowance for hotels is 110 EUR.' }),
    ]);
    const [one, other] = material.evidence.sentences;
    expect(findDisagreements(material, material.evidence.sentences)).toEqual([{ kind: 'number', said: one, other }]);
  });

  it('gives at most two, each of another document that it does not rest on', () => {
    const sentence = fc.integer({ min: 1, max: 99 }).map((days) => `Expenses are filed within ${days} days.`);
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 6 }), (texts) => {
        const material = readMaterial(
          'Within how many days are expenses filed?',
          texts.map((text, index) => aPassage({ number: index + 1, text })),
        );
        const said = material.evidence.sentences.slice(0, 1);
        const found = findDisagreements(material, said);
        const others = found.map(({ other }) => other.passage.documentId);
        expect(found.length).toBe(Math.min(2, new Set(texts.slice(1).filter((text) => text !== texts[0])).size > 0 ? found.length : 0));
        expect(new Set(others).size).toBe(others.length);
        expect(others).not.toContain(said[0]?.passage.documentId);
        expect(found.length > 0).toBe(texts.some((text) => text !== texts[0]));
      }),
    );
  });
});
