import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@carrel/core';

/** Keeps a folder of blobs that are kept elsewhere too from growing for ever. */
export interface BlobCache {
  /** So many bytes more lie there now. */
  noted(sizeBytes: number): Promise<void>;
  /** It was read: it is not the oldest any more. */
  used(path: string): Promise<void>;
}

/** A blob that was written or read so lately may be in use by a parser. */
const inUseMs = 10 * 60_000;

/** @param options.maxBytes beyond this the oldest go, down to three quarters of it. */
export function createBlobCache(
  { clock }: { readonly clock: Clock },
  options: { readonly root: string; readonly maxBytes: number },
): BlobCache {
  // What lies there from before counts from the first look on.
  let heldBytes = options.maxBytes;
  let sweeping: Promise<void> | null = null;

  async function sweep(): Promise<void> {
    const files = await listBlobs(options.root);
    heldBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const { path, sizeBytes, modifiedMs } of files.toSorted((left, right) => left.modifiedMs - right.modifiedMs)) {
      if (heldBytes <= options.maxBytes * 0.75 || clock.nowMs() - modifiedMs < inUseMs) return;
      await rm(path, { force: true });
      heldBytes -= sizeBytes;
    }
  }

  return {
    async used(path) {
      const nowSeconds = clock.nowMs() / 1000;
      await utimes(path, nowSeconds, nowSeconds).catch(() => undefined);
    },
    async noted(sizeBytes) {
      heldBytes += sizeBytes;
      if (heldBytes <= options.maxBytes) return;
      sweeping ??= sweep().finally(() => {
        sweeping = null;
      });
      await sweeping;
    },
  };
}

async function listBlobs(root: string) {
  const folders = (await readdir(root)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const paths = await Promise.all(
    folders.map(async (folder) => (await readdir(join(root, folder))).map((name) => join(root, folder, name))),
  );
  const files = await Promise.all(
    paths.flat().map(async (path) => {
      const found = await stat(path).catch(() => null);
      return found === null ? [] : [{ path, sizeBytes: found.size, modifiedMs: found.mtimeMs }];
    }),
  );
  return files.flat();
}
