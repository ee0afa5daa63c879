import { CarrelError, type Sha256 } from '@carrel/core';
import { createHash } from 'node:crypto';
import { blobFailure } from './blob-failure.ts';

/**
 * The bytes of a blob as they are read. The last piece is held back until the digest is right, so that nobody gets a
 * damaged blob whole and takes it for a good one.
 *
 * @throws CORRUPT_BLOB at the end.
 */
export async function* checkedChunks(
  file: { chunks(): AsyncIterable<Uint8Array>; close(): Promise<void> },
  sha256: Sha256,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let heldBack: Uint8Array | undefined;
  try {
    for await (const chunk of file.chunks()) {
      hash.update(chunk);
      if (heldBack) yield heldBack;
      heldBack = chunk;
    }
    if (hash.digest('hex') !== sha256) throw new CarrelError('CORRUPT_BLOB', { details: { sha256 } });
    if (heldBack) yield heldBack;
  } catch (error) {
    throw blobFailure(error);
  } finally {
    await file.close();
  }
}
