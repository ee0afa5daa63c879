import { type IndexFilter, readersOf, type Repositories, type UserId, type VisiblePolicies } from '@carrel/core';
import type { RetrievalRequest } from './retrieval-request.ts';

/** Whose rights a search goes by, and the filter that follows from them. */
export interface SearchScope {
  readonly readers: readonly UserId[];
  /** Null: nothing is visible, or no collection of the request exists; the index need not be asked. */
  readonly filter: IndexFilter | null;
  readonly visible: VisiblePolicies;
}

/** One read of the visible policies, beside the reads of the collections that were named. */
export async function resolveScope(
  repositories: Pick<Repositories, 'access' | 'collections'>,
  request: Pick<RetrievalRequest, 'actor' | 'collectionIds'>,
  at: string,
): Promise<SearchScope> {
  const readers = readersOf(request.actor);
  const [visible, collectionKeys] = await Promise.all([
    repositories.access.visiblePolicies(readers, at),
    request.collectionIds === undefined ? undefined : repositories.collections.indexKeys(request.collectionIds),
  ]);
  const isEmpty = readers.length === 0 || visible.policies.length === 0 || collectionKeys?.length === 0;
  return {
    readers,
    filter: isEmpty ? null : { policyKeys: visible.indexKeys, ...(collectionKeys === undefined ? {} : { collectionKeys }) },
    visible,
  };
}
