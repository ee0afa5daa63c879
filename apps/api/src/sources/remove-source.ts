import type { Actor, SourceId } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';
import type { SourceDeps } from './source-handlers.ts';

const deletionBatch = 200;

/**
 * Forgets a source. It is paused first, so that no run goes on with it; its documents are deleted some at a time, each with
 * its event, so that others can write in between. Gives the number of documents that were deleted.
 */
export async function removeSource(
  { store, audit, clock }: Omit<SourceDeps, 'ids'>,
  { actor, sourceId, deletesDocuments }: { readonly actor: Actor; readonly sourceId: SourceId; readonly deletesDocuments: boolean },
): Promise<number> {
  await store.transaction(({ sources }) => sources.update(sourceId, { isPaused: true }));
  const entries = deletesDocuments ? await store.read.sources.listEntries(sourceId) : [];
  const documentIds = entries.flatMap(({ documentId }) => (documentId === null ? [] : [documentId]));
  let deletedCount = 0;
  for (let start = 0; start < documentIds.length; start += deletionBatch) {
    deletedCount += await store.transaction(async (transaction) => {
      let count = 0;
      for (const documentId of documentIds.slice(start, start + deletionBatch)) {
        if ((await transaction.documents.find(documentId)) === null) continue;
        await transaction.documents.markDeleted(documentId, isoTime(clock));
        await audit.record(transaction, actor, { type: 'document.deleted', documentId });
        count += 1;
      }
      return count;
    });
  }
  await store.transaction(async (transaction) => {
    if (!(await transaction.sources.remove(sourceId, isoTime(clock)))) throw new CarrelError('NOT_FOUND');
    await audit.record(transaction, actor, { type: 'connector.removed', sourceId, deletedCount });
  });
  return deletedCount;
}
