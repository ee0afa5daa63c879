import { describe, expect, it } from 'vitest';
import type { DocumentFacts } from '@carrel/core';
import { mediaTypes } from '@carrel/core';
import { aPassage } from '../../../../test/support/builders/a-passage.ts';
import { collectionId, documentId } from '../../../../test/support/builders/ids.ts';
import { facetPassages } from './facet-passages.ts';

const nowMs = Date.parse('2026-11-25T12:00:00.000Z');
const facts: readonly DocumentFacts[] = [
  {
    documentId: documentId(1),
    collectionId: collectionId(1),
    collectionName: 'People',
    mediaType: mediaTypes.pdf,
    changedAt: '2026-11-25T08:00:00.000Z',
  },
  {
    documentId: documentId(2),
    collectionId: collectionId(1),
    collectionName: 'People',
    mediaType: mediaTypes.markdown,
    changedAt: '2026-11-21T08:00:00.000Z',
  },
  {
    documentId: documentId(3),
    collectionId: collectionId(2),
    collectionName: 'Products',
    mediaType: mediaTypes.pdf,
    changedAt: '2024-01-01T08:00:00.000Z',
  },
];
const passages = [
  aPassage({ number: 3, title: 'Ample', rank: 1 }),
  aPassage({ number: 1, title: 'Öl', rank: 2 }),
  aPassage({ number: 2, title: 'Beta', rank: 3 }),
  aPassage({ number: 1, title: 'Öl', rank: 4 }),
];
const facet = (change: Partial<Parameters<typeof facetPassages>[0]>) =>
  facetPassages({ passages, facts, filters: {}, sort: 'relevance', nowMs, ...change });
const ranks = (change: Parameters<typeof facet>[0]) => facet(change).passages.map(({ rank }) => rank);

describe('facetPassages', () => {
  it('counts documents, not passages, most first', () => {
    const { facets } = facet({});
    expect(facets.documents).toBe(3);
    expect(facets.collections).toEqual([
      { id: collectionId(1), name: 'People', count: 2 },
      { id: collectionId(2), name: 'Products', count: 1 },
    ]);
    expect(facets.types).toEqual([
      { mediaType: mediaTypes.pdf, count: 2 },
      { mediaType: mediaTypes.markdown, count: 1 },
    ]);
    expect(facets.changed.map(({ period, count }) => [period, count])).toEqual([
      ['day', 1],
      ['week', 2],
      ['month', 2],
      ['year', 2],
    ]);
  });

  it('keeps what passes all filters', () => {
    expect(ranks({ filters: { types: [mediaTypes.pdf] } })).toEqual([1, 2, 4]);
    expect(ranks({ filters: { types: [mediaTypes.pdf], collections: [collectionId(1)] } })).toEqual([2, 4]);
    expect(ranks({ filters: { changedAfter: '2026-11-24T00:00:00.000Z' } })).toEqual([2, 4]);
    expect(ranks({ filters: { collections: [collectionId(9)] } })).toEqual([]);
  });

  it('counts each facet under the filters of the others, so that a choice can be widened', () => {
    const { facets } = facet({ filters: { types: [mediaTypes.markdown] } });
    expect(facets.documents).toBe(1);
    expect(facets.collections).toEqual([{ id: collectionId(1), name: 'People', count: 1 }]);
    expect(facets.types.map(({ count }) => count)).toEqual([2, 1]);
  });

  it('sorts by age or title and leaves the passages of one document in their order', () => {
    expect(ranks({ sort: 'newest' })).toEqual([2, 4, 3, 1]);
    expect(ranks({ sort: 'title' })).toEqual([1, 3, 2, 4]);
    expect(ranks({})).toEqual([1, 2, 3, 4]);
  });
});
