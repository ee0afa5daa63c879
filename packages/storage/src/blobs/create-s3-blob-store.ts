import { createReadStream } from 'node:fs';
import type { BlobStore, Sha256 } from '@carrel/core';
import { CarrelError, isCarrelError } from '@carrel/core';
import type { S3Bucket } from '../s3/s3-bucket.ts';
import type { BlobCache } from './blob-cache.ts';

export interface S3BlobStoreDependencies {
  readonly bucket: S3Bucket;
  /** Blobs that were put or read lately, on this machine's disk. */
  readonly local: BlobStore;
  readonly cache: BlobCache;
}

/**
 * Blobs in an S3-compatible store, named `ab/ab12…` by their SHA-256. What is put is written here first, hashed on the way, and
 * has been put when the store has it and has compared the digest. What is read is fetched once, compared, and kept here for a
 * while: parsers work on files.
 */
export function createS3BlobStore({ bucket, local, cache }: S3BlobStoreDependencies): BlobStore {
  const nameOf = (sha256: Sha256) => `${sha256.slice(0, 2)}/${sha256}`;

  async function fetched(sha256: Sha256): Promise<void> {
    const stream = await bucket.get(nameOf(sha256));
    if (stream === null) throw new CarrelError('BLOB_NOT_FOUND', { details: { sha256 } });
    const found = await local.put(stream);
    await cache.noted(found.sizeBytes);
    if (found.sha256 !== sha256) throw new CarrelError('CORRUPT_BLOB', { details: { sha256 } });
  }

  /** From the disk where it lies there whole, else from the store. */
  async function locally<Result>(sha256: Sha256, read: () => Promise<Result>): Promise<Result> {
    try {
      return await read();
    } catch (error) {
      if (!isCarrelError(error) || (error.code !== 'BLOB_NOT_FOUND' && error.code !== 'CORRUPT_BLOB')) throw error;
    }
    await fetched(sha256);
    return read();
  }

  return {
    async put(bytes, options) {
      const blob = await local.put(bytes, options);
      const path = local.localPath(blob.sha256);
      if (path === null) throw new TypeError('the cache of blobs must be a folder');
      await bucket.put(nameOf(blob.sha256), { ...blob, open: async () => createReadStream(path) });
      await cache.noted(blob.sizeBytes);
      return blob;
    },
    async read(sha256) {
      const bytes = await locally(sha256, () => local.read(sha256));
      await cache.used(local.localPath(sha256) ?? '');
      return bytes;
    },
    async readStream(sha256) {
      // A stream tells of damage only at its end: so what is here is compared before it is given out.
      await locally(sha256, async () => {
        for await (const _piece of await local.readStream(sha256)) continue;
      });
      return local.readStream(sha256);
    },
    has: async (sha256) => (await bucket.size(nameOf(sha256))) !== null,
    async size(sha256) {
      const sizeBytes = await bucket.size(nameOf(sha256));
      if (sizeBytes === null) throw new CarrelError('BLOB_NOT_FOUND', { details: { sha256 } });
      return sizeBytes;
    },
    async remove(sha256) {
      await bucket.remove(nameOf(sha256));
      await local.remove(sha256);
    },
    localPath: (sha256) => local.localPath(sha256),
  };
}
