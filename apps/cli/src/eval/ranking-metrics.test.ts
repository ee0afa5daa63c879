import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meanScores, ndcgAt, recallAt, reciprocalRankAt } from './ranking-metrics.ts';

const judged = new Map([
  ['a', 3],
  ['b', 2],
  ['c', 0],
  ['d', 1],
]);

test('nDCG has gain 2^relevance − 1 and discount log2(rank + 1)', () => {
  const gain = 3 / Math.log2(2) + 7 / Math.log2(4) + 1 / Math.log2(6);
  const ideal = 7 / Math.log2(2) + 3 / Math.log2(3) + 1 / Math.log2(4);
  expect(ndcgAt(10, ['b', 'c', 'a', 'unjudged', 'd'], judged)).toBeCloseTo(gain / ideal, 12);
});

test('nDCG looks at the first places alone, of the ranking and of the ideal', () => {
  expect(ndcgAt(1, ['a', 'c'], judged)).toBe(1);
  expect(ndcgAt(1, ['b', 'a'], judged)).toBeCloseTo(3 / 7, 12);
});

test('recall counts relevant documents only', () => {
  expect(recallAt(2, ['a', 'c', 'b'], judged)).toBeCloseTo(1 / 3, 12);
  expect(recallAt(10, ['a', 'c', 'b'], judged)).toBeCloseTo(2 / 3, 12);
});

test('the reciprocal rank is that of the first relevant document', () => {
  expect(reciprocalRankAt(10, ['c', 'x', 'd', 'a'], judged)).toBeCloseTo(1 / 3, 12);
  expect(reciprocalRankAt(2, ['c', 'x', 'd'], judged)).toBe(0);
});

test('nothing relevant gives 0, not a fraction of 0', () => {
  const none = new Map([['a', 0]]);
  expect([ndcgAt(10, ['a'], none), recallAt(10, ['a'], none), reciprocalRankAt(10, ['a'], none)]).toEqual([0, 0, 0]);
});

const rankings = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1 });
const judgments = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), fc.integer({ min: 0, max: 3 }))
  .map((entries) => new Map(Object.entries(entries)));

test('every measure lies between 0 and 1, and the ideal order has nDCG 1', () => {
  fc.assert(
    fc.property(rankings, judgments, fc.integer({ min: 1, max: 12 }), (ranked, known, depth) => {
      for (const value of [ndcgAt(depth, ranked, known), recallAt(depth, ranked, known), reciprocalRankAt(depth, ranked, known)]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
      }
      const ideal = [...known].toSorted(([, one], [, other]) => other - one).map(([id]) => id);
      if ([...known.values()].some((relevance) => relevance > 0)) expect(ndcgAt(depth, ideal, known)).toBeCloseTo(1, 12);
    }),
  );
});

test('questions without a relevant document are left out of the means, unanswered ones count 0', () => {
  const mean = meanScores(
    new Map([['q1', ['a']]]),
    new Map([
      ['q1', new Map([['a', 1]])],
      ['q2', new Map([['b', 1]])],
      ['q3', new Map([['c', 0]])],
    ]),
  );
  expect(mean).toEqual({ questionCount: 2, scores: { ndcg10: 0.5, recall10: 0.5, recall100: 0.5, mrr10: 0.5 } });
});

test('a data set without a relevant document has no means', () => {
  expect(meanScores(new Map(), new Map([['q1', new Map([['a', 0]])]]))).toBeNull();
});
