import { routes } from '@carrel/contract';
import type { Clock, RecordStore } from '@carrel/core';
import { collectionIdSchema, isoTime } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { pickSuggestions } from './pick-suggestions.ts';

/** Documents that are looked at: enough that four suggestions come of several collections. */
const lookedAt = 40;
const dayMs = 24 * 3_600_000;

/**
 * What can be asked about. Made anew at each request from titles and headings of documents that the caller may read at that
 * moment, and from nothing else: no question of anybody is looked at, so none can be told.
 */
export function createSuggestionHandler({ store, clock }: { readonly store: RecordStore; readonly clock: Clock }): BoundRoute {
  return handle(routes.listSuggestions, async ({ caller, query }) => {
    const filter =
      query.collectionId === undefined ? {} : { collectionIds: query.collectionId.map((id) => idOrNotFound(collectionIdSchema, id)) };
    const outlines = await store.read.documents.listOutlines(filter, lookedAt, [caller.userId], isoTime(clock));
    return { items: [...pickSuggestions(outlines, query.limit, Math.floor(clock.nowMs() / dayMs))] };
  });
}
