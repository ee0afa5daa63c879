import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseScores, type ScoredChunk } from './fuse-scores.ts';

const list = (...entries: readonly (readonly [number, number])[]): readonly ScoredChunk[] =>
  entries.map(([number, score]) => ({ key: number, score }));

/** A list as a search gives it: each chunk once, any finite scores. */
const anyList = fc
  .uniqueArray(fc.record({ number: fc.nat(30), score: fc.integer({ min: -100, max: 100 }) }), {
    selector: ({ number }) => number,
    maxLength: 30,
  })
  .map((entries) => list(...entries.map(({ number, score }) => [number, score] as const)));

describe('fuseScores', () => {
  it('stretches each list to 0…1 and takes the mean, counting 0 where a chunk is missing', () => {
    const fused = fuseScores([list([1, 30], [2, 20], [3, 10]), list([2, 0.9], [4, 0.1])]);
    expect(fused).toEqual(list([2, 0.75], [1, 0.5], [3, 0], [4, 0]));
  });

  it('gives full score to a list of equals and orders equals by key', () => {
    expect(fuseScores([list([3, 7], [1, 7], [2, 7])])).toEqual(list([1, 1], [2, 1], [3, 1]));
  });

  it('gives nothing for nothing', () => {
    expect(fuseScores([])).toEqual([]);
    expect(fuseScores([[], []])).toEqual([]);
  });

  it('gives every chunk of any list exactly once, with a score of 0…1, in falling order', () => {
    fc.assert(
      fc.property(fc.array(anyList, { maxLength: 2 }), (lists) => {
        const fused = fuseScores(lists);
        expect(new Set(fused.map((entry) => entry.key))).toEqual(new Set(lists.flat().map((entry) => entry.key)));
        expect(new Set(fused.map((entry) => entry.key)).size).toBe(fused.length);
        expect(fused.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
        expect(fused.every((entry, index) => index === 0 || entry.score <= (fused[index - 1]?.score ?? 0))).toBe(true);
      }),
    );
  });

  it('gives the same whatever the order of the lists and of the entries in them', () => {
    fc.assert(
      fc.property(anyList, anyList, fc.infiniteStream(fc.nat()), (one, other, random) => {
        const shuffle = (entries: readonly ScoredChunk[]) =>
          entries
            .map((entry) => ({ entry, key: random.next().value ?? 0 }))
            .toSorted((left, right) => left.key - right.key)
            .map(({ entry }) => entry);
        expect(fuseScores([shuffle(other), shuffle(one)])).toEqual(fuseScores([one, other]));
      }),
    );
  });

  it('does not depend on the unit of a list: scores times a power of two change nothing', () => {
    fc.assert(
      fc.property(anyList, anyList, fc.integer({ min: -8, max: 8 }), (one, other, exponent) => {
        const scaled = one.map(({ key, score }) => ({ key, score: score * 2 ** exponent }));
        expect(fuseScores([scaled, other])).toEqual(fuseScores([one, other]));
      }),
    );
  });
});
