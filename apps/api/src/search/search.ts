import type { AuditEvent, AuditTrail } from '@carrel/audit';
import type { searchBodySchema, SearchFacets, SearchResult } from '@carrel/contract';
import type { Clock, CollectionId, Passage, RecordStore, UserId } from '@carrel/core';
import { isoTime } from '@carrel/core';
import type { Retrieval } from '@carrel/retrieval';
import type { z } from 'zod';
import { failClosed } from '../audit/fail-closed.ts';
import type { Caller } from '../authentication/caller.ts';
import { visibleCollectionIds } from '../collections/find-visible-collection.ts';
import { facetPassages } from './facet-passages.ts';
import { embeddingFacts, retrievalFacts } from './retrieval-facts.ts';
import { passageView } from './passage-view.ts';

export interface SearchDeps {
  readonly store: RecordStore;
  readonly retrieval: Retrieval;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

export type SearchInput = z.output<typeof searchBodySchema>;
/** Searches as the caller, whatever protocol they came by. */
export type Search = (caller: Caller, input: SearchInput, signal: AbortSignal) => Promise<SearchResult>;

/** Passages that are looked at for counting, filtering and sorting: the most that one retrieval gives. */
const facetDepth = 200;

/** What a person is shown as a result counts as seen: the event with every passage is committed before the response leaves. */
export function createSearch(deps: SearchDeps): Search {
  return async (caller, body, signal) => {
    const collectionIds = await visibleCollectionIds(deps, caller.userId, body.collections);
    const { query, mode, limit } = body;
    // Counted beside the search: nothing waits for it.
    const counting = countCollections(deps, caller.userId, collectionIds);
    counting.catch(() => undefined);
    const found = await deps.retrieval.retrieve({
      actor: caller.actor,
      query,
      mode,
      limit: isFaceted(body) ? facetDepth : limit,
      signal,
      ...(collectionIds !== undefined && { collectionIds }),
    });
    const { record } = found;
    const { passages, facets } = await facetsOf(deps, body, found.passages);
    const shown = passages.slice(0, limit).map((passage, index) => ({ ...passage, rank: index + 1 }));
    const event: AuditEvent = {
      type: 'search.executed',
      query,
      passages: shown,
      ...retrievalFacts(record, { collectionIds: collectionIds ?? null, givenCount: shown.length }),
      embedding: embeddingFacts(record),
      timings: { retrieveMs: record.timings.totalMs },
    };
    await failClosed(() => deps.store.transaction((transaction) => deps.audit.record(transaction, caller.actor, event)));
    return {
      passages: shown.map(passageView),
      mode: record.mode,
      collectionCount: await counting,
      facets,
      ms: { retrieve: record.timings.totalMs },
    };
  };
}

function isFaceted({ facets, filters, sort }: SearchInput): boolean {
  return facets || filters !== undefined || sort !== 'relevance';
}

/** Only what was found is counted, and found is only what the person may read: a count tells of nothing else. */
async function facetsOf(
  { store, clock }: SearchDeps,
  body: SearchInput,
  passages: readonly Passage[],
): Promise<{ readonly passages: readonly Passage[]; readonly facets: SearchFacets | null }> {
  if (!isFaceted(body)) return { passages, facets: null };
  const facts = await store.read.documents.factsOf([...new Set(passages.map(({ documentId }) => documentId))]);
  return facetPassages({ passages, facts, filters: body.filters ?? {}, sort: body.sort, nowMs: clock.nowMs() });
}

async function countCollections(
  { store, clock }: SearchDeps,
  userId: UserId,
  collectionIds: readonly CollectionId[] | undefined,
): Promise<number> {
  return collectionIds?.length ?? (await store.read.collections.listVisible([userId], isoTime(clock))).length;
}
