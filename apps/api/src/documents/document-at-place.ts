import type { Clock, Collection, Document, PolicyId, Repositories } from '@carrel/core';
import { isoTime } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';

/** A place in a collection, as the caller who uploads to it means it. */
export interface UploadedTo {
  readonly caller: Caller;
  readonly collection: Collection;
  readonly policyId: PolicyId;
}

/**
 * What an upload to a place renews: a document that the person sees there, of the policy that was asked for if there are
 * several. What they do not see is not in their way, and nothing tells them that it is there.
 */
export async function documentAtPlace(
  { documents }: Pick<Repositories, 'documents'>,
  clock: Clock,
  { caller, collection, policyId, path }: UploadedTo & { readonly path: string },
): Promise<Document | null> {
  const found = await documents.listReadableAt({ collectionId: collection.id, path }, [caller.userId], isoTime(clock));
  return found.find((document) => document.policyId === policyId) ?? found[0] ?? null;
}
