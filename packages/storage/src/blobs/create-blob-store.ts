import type { BlobStore, Clock } from '@carrel/core';
import type { S3Place } from '../s3/s3-bucket.ts';
import { openS3Bucket } from '../s3/s3-bucket.ts';
import { createBlobCache } from './blob-cache.ts';
import { createDiskBlobStore } from './create-disk-blob-store.ts';
import { createS3BlobStore } from './create-s3-blob-store.ts';

/** Where blobs lie. */
export interface BlobPlace {
  /** A folder of this machine: all of them, or with `s3` those that are in use. */
  readonly root: string;
  /** Null: the folder is all there is. */
  readonly s3: (S3Place & { readonly cacheBytes: number }) | null;
}

export async function createBlobStore({ clock }: { readonly clock: Clock }, { root, s3 }: BlobPlace): Promise<BlobStore> {
  const local = await createDiskBlobStore({ root, clock });
  if (s3 === null) return local;
  const cache = createBlobCache({ clock }, { root, maxBytes: s3.cacheBytes });
  return createS3BlobStore({ bucket: openS3Bucket({ clock }, s3), local, cache });
}
