import type { Readable } from 'node:stream';
import type { Sha256 } from '../ids.ts';

/**
 * Content-addressed bytes. A blob is immutable; its name is its SHA-256.
 *
 * Guarantees: when `put` resolves, the blob survives a power cut (file and folder are fsynced). What `read` and
 * `readStream` give has the digest of its name, or they fail with `CORRUPT_BLOB`. Putting the same bytes twice is one blob.
 * Left out on purpose: listing.
 */
export interface BlobStore {
  /** Streams to a temporary name, hashing on the way. @throws TOO_LARGE beyond `maxSizeBytes`, DISK_FULL. */
  put(bytes: AsyncIterable<Uint8Array>, options?: { readonly maxSizeBytes?: number }): Promise<StoredBlob>;
  /** The whole blob, checked before it is returned. @throws BLOB_NOT_FOUND, CORRUPT_BLOB. */
  read(sha256: Sha256): Promise<Uint8Array>;
  /** Checked as it streams: the stream errors with CORRUPT_BLOB at its end when the digest differs. */
  readStream(sha256: Sha256): Promise<Readable>;
  has(sha256: Sha256): Promise<boolean>;
  /** In bytes, as it is stored; says nothing about whether it is sound. @throws BLOB_NOT_FOUND. */
  size(sha256: Sha256): Promise<number>;
  /** Gives it up for good; fine when it is not there. Durable when it resolves. Only what no row refers to may be removed. */
  remove(sha256: Sha256): Promise<void>;
  /** Where the blob lies as a local file, for a parser child that maps it; null when the store is remote. */
  localPath(sha256: Sha256): string | null;
}

export interface StoredBlob {
  readonly sha256: Sha256;
  readonly sizeBytes: number;
}
