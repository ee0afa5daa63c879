import { describe, expect, it } from 'vitest';
import { aPassage } from '../../../../test/support/builders/a-passage.ts';
import { documentId, sha256, versionId } from '../../../../test/support/builders/ids.ts';
import { selectContext } from './select-context.ts';

const limits = { maxPassages: 4, maxPassagesPerDocument: 2 };
const numbers = (passages: readonly { readonly rank: number }[]) => passages.map(({ rank }) => rank);
const inOneDocument = { documentId: documentId(9), versionId: versionId(9) };

describe('selectContext', () => {
  it('takes the best, as many as are allowed, in order', () => {
    expect(
      numbers(
        selectContext(
          [1, 2, 3, 4, 5].map((number) => aPassage({ number })),
          limits,
        ),
      ),
    ).toEqual([1, 2, 3, 4]);
  });

  it('takes a text once when it lies in two places', () => {
    expect(
      numbers(selectContext([aPassage({ number: 1 }), aPassage({ number: 2, textSha256: sha256(1) }), aPassage({ number: 3 })], limits)),
    ).toEqual([1, 3]);
  });

  it('lets no document fill the context alone', () => {
    const passages = [0, 1000, 2000].map((start, index) => aPassage({ number: index + 1, start, ...inOneDocument }));
    expect(numbers(selectContext([...passages, aPassage({ number: 4 })], limits))).toEqual([1, 2, 4]);
  });

  it('leaves out a passage that lies for the most part within one before it', () => {
    const text = 'x'.repeat(100);
    const passages = [0, 10, 90].map((start, index) => aPassage({ number: index + 1, start, text, ...inOneDocument }));
    expect(numbers(selectContext(passages, limits))).toEqual([1, 3]);
  });
});
