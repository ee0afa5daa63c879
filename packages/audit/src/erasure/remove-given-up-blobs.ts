import type { BlobStore, RecordStore } from '@carrel/core';

/**
 * Removes the files that an erasure gave up, unless another document has the same one. Repeated from the list in SQL after a
 * crash: a file stays on it until it is gone.
 * @returns how many were removed.
 */
export async function removeGivenUpBlobs(store: RecordStore, blobs: Pick<BlobStore, 'remove'>): Promise<number> {
  let count = 0;
  for (const { sha256, isInUse } of await store.read.retention.listBlobRemovals()) {
    if (!isInUse) {
      await blobs.remove(sha256);
      count += 1;
    }
    await store.transaction(({ retention }) => retention.forgetBlobRemovals([sha256]));
  }
  return count;
}
