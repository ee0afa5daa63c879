import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSentenceAssembler, type DraftSentence } from './sentence-assembler.ts';

function assemble(pieces: readonly string[], isCut = false): readonly DraftSentence[] {
  const assembler = createSentenceAssembler();
  return [...pieces.flatMap((piece) => assembler.push(piece)), ...assembler.finish(isCut)];
}
const sentencesOf = (text: string, isCut = false) =>
  assemble([text], isCut).map(({ text: sentence, citedNumbers }) => [sentence, citedNumbers]);

describe('createSentenceAssembler', () => {
  it.each([
    [
      'marks in front of the stop',
      'Leave is 16 weeks [1]. It is paid [2, 3].',
      [
        ['Leave is 16 weeks.', [1]],
        ['It is paid.', [2, 3]],
      ],
    ],
    [
      'marks behind the stop',
      'Leave is 16 weeks. [1] It is paid.[2][3] End.',
      [
        ['Leave is 16 weeks.', [1]],
        ['It is paid.', [2, 3]],
        ['End.', []],
      ],
    ],
    [
      'a range and words in the marks',
      'Leave is paid [Passage 1-3]. Yes it is (source 4).',
      [
        ['Leave is paid.', [1, 2, 3]],
        ['Yes it is.', [4]],
      ],
    ],
    ['a mark with an address', 'Leave is paid [1](https://evil.example).', [['Leave is paid.', [1]]]],
    [
      'what merely names a passage',
      'According to passage 2, leave is paid. The document states that travel is not.',
      [
        ['Leave is paid.', [2]],
        ['Travel is not.', []],
      ],
    ],
    ['an announced answer', 'The answer is: 16 weeks.', [['16 weeks.', []]]],
    [
      'a list',
      '- **One** thing [1]\n- Another thing\n\n1. A third',
      [
        ['One thing', [1]],
        ['Another thing', []],
        ['A third', []],
      ],
    ],
    [
      'brackets that are no marks',
      'Ask [the team] in room [A4]. Done.',
      [
        ['Ask [the team] in room [A4].', []],
        ['Done.', []],
      ],
    ],
    [
      'abbreviations',
      'Some, e.g. France, differ. Others do not.',
      [
        ['Some, e.g. France, differ.', []],
        ['Others do not.', []],
      ],
    ],
  ])('reads %s', (_name, text, expected) => {
    expect(sentencesOf(text)).toEqual(expected);
  });

  it('leaves out the unfinished sentence of a stream that was cut', () => {
    expect(sentencesOf('Leave is paid. It lasts sixteen', true)).toEqual([['Leave is paid.', []]]);
    expect(sentencesOf('Leave is paid. It lasts long [1].', true)).toEqual([
      ['Leave is paid.', []],
      ['It lasts long.', [1]],
    ]);
    expect(sentencesOf('It lasts sixteen', true)).toEqual([]);
  });

  it('knows which sentence begins a line', () => {
    expect(assemble(['One. Two.\nThree.']).map(({ startsLine }) => startsLine)).toEqual([true, false, true]);
  });

  it('gives a sentence as soon as the next has begun, and not before its marks have come', () => {
    const assembler = createSentenceAssembler();
    expect(assembler.push('Leave is paid.')).toEqual([]);
    expect(assembler.push(' [1')).toEqual([]);
    expect(assembler.push('] ')).toEqual([]);
    expect(assembler.push('It')).toMatchObject([{ text: 'Leave is paid.', citedNumbers: [1] }]);
  });

  it('gives the same sentences however the stream is cut into pieces', () => {
    const part = fc.constantFrom(
      'Leave is paid',
      '. ',
      ' [1]',
      '[2, 3]',
      '.\n',
      '\n\n- ',
      '**bold**',
      '! ',
      'e.g. France',
      ' 3.5 ',
      '[a link](https://x.example/a?b=c)',
      '![i](y)',
      '🎄',
      ' [a box] ',
      'It lasts',
      ' (source 2)',
      ' https://x.example/?q=1 ',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 15 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 }),
        (parts, sizes) => {
          const text = parts.join('');
          const pieces: string[] = [];
          for (let at = 0, index = 0; at < text.length; index += 1) {
            const size = sizes[index % sizes.length] ?? 1;
            pieces.push(text.slice(at, at + size));
            at += size;
          }
          // Several stops in a row belong to one sentence or the next, so only what is said is compared.
          const words = (sentences: readonly DraftSentence[]) =>
            sentences
              .map(({ text: sentence }) => sentence)
              .join(' ')
              .replaceAll(/[.!?\s]+/gu, ' ')
              .trim();
          expect(words(assemble(pieces))).toBe(words(assemble([text])));
        },
      ),
      { numRuns: 400 },
    );
  });
});
