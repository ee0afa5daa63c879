import type { SearchFacets, SearchFilters, SearchSort } from '@carrel/contract';
import type { DocumentFacts, DocumentId, Passage } from '@carrel/core';

/** Each holds all shorter ones. */
const periods = [
  { period: 'day', days: 1 },
  { period: 'week', days: 7 },
  { period: 'month', days: 30 },
  { period: 'year', days: 365 },
] as const;
const dayMs = 86_400_000;

interface FacetInput {
  /** Best first; what the reader may read. */
  readonly passages: readonly Passage[];
  readonly facts: readonly DocumentFacts[];
  readonly filters: SearchFilters;
  readonly sort: SearchSort;
  readonly nowMs: number;
}

export interface FacetedPassages {
  /** That pass all filters, in the order that was asked for; passages of one document keep theirs. */
  readonly passages: readonly Passage[];
  readonly facets: SearchFacets;
}

type Filter = (facts: DocumentFacts) => boolean;

/**
 * Filters and sorts what a search found, and counts its documents by collection, type and age. Each count is of what would be
 * found with that value chosen: the filters of the other facets hold, its own does not.
 */
export function facetPassages({ passages, facts, filters, sort, nowMs }: FacetInput): FacetedPassages {
  const byId = new Map(facts.map((one) => [one.documentId, one]));
  const inCollections: Filter = ({ collectionId }) => filters.collections?.includes(collectionId) ?? true;
  const ofTypes: Filter = ({ mediaType }) => filters.types?.includes(mediaType) ?? true;
  const recent: Filter = ({ changedAt }) => filters.changedAfter === undefined || changedAt >= filters.changedAfter;
  const passing = (...all: readonly Filter[]) => facts.filter((one) => all.every((filter) => filter(one)));
  const kept = new Set(passing(inCollections, ofTypes, recent).map(({ documentId }) => documentId));
  const anyAge = passing(inCollections, ofTypes);
  return {
    passages: sorted(
      passages.filter(({ documentId }) => kept.has(documentId)),
      byId,
      sort,
    ),
    facets: {
      documents: kept.size,
      collections: counted(passing(ofTypes, recent), ({ collectionId }) => collectionId).map(({ value, count, first }) => ({
        id: value,
        name: first.collectionName,
        count,
      })),
      types: counted(passing(inCollections, recent), ({ mediaType }) => mediaType).map(({ value, count }) => ({ mediaType: value, count })),
      changed: periods.map(({ period, days }) => {
        const after = new Date(nowMs - days * dayMs).toISOString();
        return { period, after, count: anyAge.filter(({ changedAt }) => changedAt >= after).length };
      }),
    },
  };
}

/** Most first; equal counts by value, so that the order never wavers. */
function counted<Value extends string>(facts: readonly DocumentFacts[], valueOf: (facts: DocumentFacts) => Value) {
  const counts = new Map<Value, { value: Value; count: number; first: DocumentFacts }>();
  for (const one of facts) {
    const known = counts.get(valueOf(one));
    if (known) known.count += 1;
    else counts.set(valueOf(one), { value: valueOf(one), count: 1, first: one });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function sorted(passages: readonly Passage[], byId: ReadonlyMap<DocumentId, DocumentFacts>, sort: SearchSort): readonly Passage[] {
  const changedAt = ({ documentId }: Passage) => byId.get(documentId)?.changedAt ?? '';
  switch (sort) {
    case 'relevance':
      return passages;
    case 'newest':
      return passages.toSorted((a, b) => (changedAt(a) < changedAt(b) ? 1 : changedAt(a) > changedAt(b) ? -1 : 0));
    case 'title':
      return passages.toSorted(
        (a, b) => a.title.localeCompare(b.title) || (a.documentId < b.documentId ? -1 : a.documentId > b.documentId ? 1 : 0),
      );
  }
}
