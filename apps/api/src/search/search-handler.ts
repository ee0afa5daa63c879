import type { AuditEvent, AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { Clock, CollectionId, RecordStore, UserId } from '@carrel/core';
import { isoTime } from '@carrel/core';
import type { Retrieval } from '@carrel/retrieval';
import { failClosed } from '../audit/fail-closed.ts';
import { visibleCollectionIds } from '../collections/find-visible-collection.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { embeddingFacts, retrievalFacts } from './retrieval-facts.ts';
import { passageView } from './passage-view.ts';

export interface SearchDeps {
  readonly store: RecordStore;
  readonly retrieval: Retrieval;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

/** What a person is shown as a result counts as seen: the event with every passage is committed before the response leaves. */
export function createSearchHandler(deps: SearchDeps): BoundRoute {
  return handle(routes.search, async ({ caller, body, signal }) => {
    const collectionIds = await visibleCollectionIds(deps, caller.userId, body.collections);
    const { query, mode, limit } = body;
    const searching = deps.retrieval.retrieve({
      actor: caller.actor,
      query,
      mode,
      limit,
      signal,
      ...(collectionIds !== undefined && { collectionIds }),
    });
    // Counted beside the search, whose first question to SQL goes before it: nothing waits for the count.
    const counting = countCollections(deps, caller.userId, collectionIds);
    counting.catch(() => undefined);
    const found = await searching;
    const { record } = found;
    const event: AuditEvent = {
      type: 'search.executed',
      query,
      passages: found.passages,
      ...retrievalFacts(record, collectionIds ?? null),
      embedding: embeddingFacts(record),
      timings: { retrieveMs: record.timings.totalMs },
    };
    await failClosed(() => deps.store.transaction((transaction) => deps.audit.record(transaction, caller.actor, event)));
    return {
      passages: found.passages.map(passageView),
      mode: record.mode,
      collectionCount: await counting,
      ms: { retrieve: record.timings.totalMs },
    };
  });
}

async function countCollections(
  { store, clock }: SearchDeps,
  userId: UserId,
  collectionIds: readonly CollectionId[] | undefined,
): Promise<number> {
  return collectionIds?.length ?? (await store.read.collections.listVisible([userId], isoTime(clock))).length;
}
