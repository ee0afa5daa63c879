import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPassage } from '../../../test/support/builders/a-passage.ts';
import { createAnswerDraft } from './answer-draft.ts';
import { readEvidence } from './check/evidence.ts';

describe('createAnswerDraft', () => {
  it('cites, over passages of any characters and place, exactly the text at the span of the version', () => {
    const anyText = fc
      .array(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 5 })
      // White space alone has no sentence to cite.
      .map((parts) => `Text ${parts.join('. Then ')}`);
    fc.assert(
      fc.property(anyText, fc.string({ unit: 'binary', maxLength: 50 }), (text, before) => {
        const version = `${before}${text} and more`;
        const evidence = readEvidence([aPassage({ text, start: before.length })], 'question');
        const draft = createAnswerDraft();
        for (const span of [...evidence.sentences, ...evidence.pairs()]) draft.addSentence('Said.', span, false);
        expect(draft.citations.length).toBeGreaterThan(0);
        for (const { quote, span } of draft.citations) {
          expect(version.slice(span.start, span.end)).toBe(quote);
          expect(quote).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('numbers citations from 1, uses a number again for the same place, and sends each citation once', () => {
    const { sentences } = readEvidence([aPassage({ text: 'One thing. Another thing.' })], 'question');
    const [one, other] = sentences;
    if (one === undefined || other === undefined) throw new Error('the text has two sentences');
    const draft = createAnswerDraft();
    const types = [
      draft.addSentence('First.', one, true),
      draft.addSentence('Second.', other, false),
      draft.addSentence('Third', one, true),
    ].map((events) => events.map(({ type }) => type));
    expect(types).toEqual([['citation', 'delta'], ['citation', 'delta'], ['delta']]);
    expect(draft.text).toBe('First [1]. Second [2].\nThird [1]');
    expect(draft.citations.map(({ number }) => number)).toEqual([1, 2]);
  });
});
