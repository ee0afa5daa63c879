import type { Clock, CollectionId, CollectionSummary, RecordStore, UserId } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';

/** @throws NOT_FOUND when there is no such collection or the person may see nothing of it: the two cannot be told apart. */
export async function findVisibleCollection(
  deps: { readonly store: Pick<RecordStore, 'read'>; readonly clock: Clock },
  userId: UserId,
  id: CollectionId,
): Promise<CollectionSummary> {
  const visible = await deps.store.read.collections.listVisible([userId], isoTime(deps.clock));
  const found = visible.find((collection) => collection.id === id);
  if (found === undefined) throw new CarrelError('NOT_FOUND');
  return found;
}

/**
 * The ids of collections that are named or identified in a request; undefined stays undefined: all that may be read.
 * @throws NOT_FOUND when one of them is not visible to the person.
 */
export async function visibleCollectionIds(
  deps: { readonly store: Pick<RecordStore, 'read'>; readonly clock: Clock },
  userId: UserId,
  namesOrIds: readonly string[] | undefined,
): Promise<readonly CollectionId[] | undefined> {
  if (namesOrIds === undefined) return undefined;
  const visible = await deps.store.read.collections.listVisible([userId], isoTime(deps.clock));
  return namesOrIds.map((nameOrId) => {
    const found = visible.find((collection) => collection.id === nameOrId || collection.name === nameOrId);
    if (found === undefined) throw new CarrelError('NOT_FOUND', { message: 'a collection that was named is not visible' });
    return found.id;
  });
}
