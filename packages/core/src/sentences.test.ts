import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from './sentences.ts';
import { textOfSpan } from './span.ts';

const sentencesOf = (text: string) => splitSentences(text).map((span) => textOfSpan(text, span));

describe('splitSentences', () => {
  it.each([
    ['plain sentences', 'You have 30 days. They expire in March! Do they?', ['You have 30 days.', 'They expire in March!', 'Do they?']],
    [
      'e.g. before a capital letter',
      'Some countries, e.g. France, differ. Others, e.g. The Netherlands, do not.',
      ['Some countries, e.g. France, differ.', 'Others, e.g. The Netherlands, do not.'],
    ],
    [
      'German abbreviations with a space',
      'Reisekosten, z. B. Bahnfahrten, werden erstattet. Das gilt d. h. immer.',
      ['Reisekosten, z. B. Bahnfahrten, werden erstattet.', 'Das gilt d. h. immer.'],
    ],
    [
      'numbers of things',
      'See No. 5 of the list. Siehe Nr. 7 und Abs. 2 der Ordnung.',
      ['See No. 5 of the list.', 'Siehe Nr. 7 und Abs. 2 der Ordnung.'],
    ],
    ['No as a word', 'Is it allowed? No. That is the rule.', ['Is it allowed?', 'No.', 'That is the rule.']],
    ['decimals', 'The rate is 3.5 percent. Version 2.0.1 is out.', ['The rate is 3.5 percent.', 'Version 2.0.1 is out.']],
    ['titles and initials', 'Ask Dr. Miller or J. R. Smith. She knows.', ['Ask Dr. Miller or J. R. Smith.', 'She knows.']],
    ['German dates', 'Der Vertrag endet am 3. März. Danach nicht mehr.', ['Der Vertrag endet am 3. März.', 'Danach nicht mehr.']],
    [
      'a number at the end of an English sentence',
      'It was built in step 5. The next step follows.',
      ['It was built in step 5.', 'The next step follows.'],
    ],
    ['list numbers', '1. Open the door. 2. Close it.', ['1. Open the door.', '2. Close it.']],
    ['lines of their own', 'Country | Days\nGermany | 30\nFrance | 25', ['Country | Days', 'Germany | 30', 'France | 25']],
    ['a quotation that goes on', '“Really?” he asked. Yes.', ['“Really?” he asked.', 'Yes.']],
    ['Japanese', '会社は休みです。明日は働きます。', ['会社は休みです。', '明日は働きます。']],
    ['etc. at the end', 'Bring pens, paper etc. We provide the rest.', ['Bring pens, paper etc.', 'We provide the rest.']],
  ])('splits %s', (_rule, text, sentences) => {
    expect(sentencesOf(text)).toEqual(sentences);
  });

  it('gives spans of the whole text when only a part is split', () => {
    const text = 'Before. One here. Two there. After.';
    const spans = splitSentences(text, { start: 8, end: 28 });
    expect(spans.map((span) => textOfSpan(text, span))).toEqual(['One here.', 'Two there.']);
  });

  it('covers everything but white space, in order, without overlap', () => {
    const piece = fc.constantFrom(
      'A word',
      ' z. B. ',
      '. ',
      '! ',
      '?” ',
      '\n',
      '🙂',
      '𝔘nicode ',
      'No. 5',
      '3.5',
      'é',
      ' ',
      '1. ',
      '。',
      'J. ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        let end = 0;
        for (const span of splitSentences(text)) {
          expect(text.slice(end, span.start).trim()).toBe('');
          const sentence = textOfSpan(text, span);
          expect(sentence).toBe(sentence.trim());
          expect(sentence).not.toBe('');
          expect(sentence.isWellFormed()).toBe(true);
          end = span.end;
        }
        expect(text.slice(end).trim()).toBe('');
      }),
    );
  });

  it('stays fast on a megabyte without a full stop', () => {
    const text = 'word '.repeat(200_000);
    const startedAt = performance.now();
    expect(splitSentences(text)).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});
