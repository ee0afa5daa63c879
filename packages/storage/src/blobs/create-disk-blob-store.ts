import { type BlobStore, CarrelError, type Clock, faultPoint, type Sha256, sha256Schema, type StoredBlob } from '@carrel/core';
import { createHash, randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { blobFailure } from './blob-failure.ts';
import { type BlobFiles, nodeBlobFiles } from './blob-files.ts';
import { checkedChunks } from './checked-chunks.ts';

export interface DiskBlobStoreDependencies {
  readonly root: string;
  readonly clock: Clock;
  /** Node's file system; tests put faults in between. */
  readonly files?: BlobFiles;
}

/** A temporary file that is older belongs to no upload that still runs. */
const leftoverAgeMs = 24 * 60 * 60 * 1000;

/**
 * Blobs in a folder: `ab/ab12…` under the name of their SHA-256, written under `tmp/` first, which is on the same file
 * system. A blob that is put again replaces the one that is there, so that an upload mends a damaged blob.
 */
export async function createDiskBlobStore(deps: DiskBlobStoreDependencies): Promise<BlobStore> {
  const { root, files = nodeBlobFiles } = deps;
  const temporary = join(root, 'tmp');
  const knownFolders = new Set<string>();
  await mapped(async () => {
    await files.makeFolder(temporary);
    await files.syncFolder(root);
    await files.syncFolder(dirname(root));
    await removeLeftovers(files, temporary, deps.clock.nowMs() - leftoverAgeMs);
  });

  const pathOf = (sha256: Sha256) => join(folderOf(root, sha256), sha256Schema.parse(sha256));

  async function moveIntoPlace(from: string, sha256: Sha256): Promise<void> {
    const folder = folderOf(root, sha256);
    if (!knownFolders.has(folder)) {
      await files.makeFolder(folder);
      await files.syncFolder(root);
      knownFolders.add(folder);
    }
    await files.rename(from, pathOf(sha256));
    faultPoint('blob.after-rename');
    await files.syncFolder(folder);
    faultPoint('blob.after-folder-sync');
  }

  return {
    put: (bytes, options = {}) =>
      mapped(async () => {
        const path = join(temporary, randomUUID());
        try {
          const blob = await writeHashed(files, path, bytes, options.maxSizeBytes ?? Number.POSITIVE_INFINITY);
          await moveIntoPlace(path, blob.sha256);
          return blob;
        } catch (error) {
          // What was wrong is told, not that the temporary file could not be removed either: that is done at the next start.
          await files.remove(path).catch(() => undefined);
          throw error;
        }
      }),

    read: (sha256) =>
      mapped(async () => {
        const bytes = await files.readWhole(pathOf(sha256));
        if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new CarrelError('CORRUPT_BLOB', { details: { sha256 } });
        return bytes;
      }),

    readStream: (sha256) =>
      mapped(async () => {
        const file = await files.openForReading(pathOf(sha256));
        return Readable.from(checkedChunks(file, sha256), { objectMode: false });
      }),

    has: (sha256) =>
      files.isFile(pathOf(sha256)).catch((error: unknown) => {
        const failure = blobFailure(error);
        if (failure instanceof CarrelError && failure.code === 'BLOB_NOT_FOUND') return false;
        throw failure;
      }),

    size: (sha256) => mapped(() => files.sizeOf(pathOf(sha256))),

    remove: (sha256) =>
      mapped(async () => {
        if (!(await files.isFile(pathOf(sha256)).catch(() => false))) return;
        await files.remove(pathOf(sha256));
        await files.syncFolder(folderOf(root, sha256));
      }),

    localPath: (sha256) => pathOf(sha256),
  };
}

function folderOf(root: string, sha256: Sha256): string {
  return join(root, sha256.slice(0, 2));
}

async function writeHashed(files: BlobFiles, path: string, bytes: AsyncIterable<Uint8Array>, maxSizeBytes: number): Promise<StoredBlob> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await files.create(path);
  try {
    for await (const chunk of bytes) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxSizeBytes)
        throw new CarrelError('TOO_LARGE', { message: `expected at most ${maxSizeBytes} bytes`, details: { maxSizeBytes } });
      hash.update(chunk);
      await file.write(chunk);
      faultPoint('blob.mid-stream');
    }
    faultPoint('blob.before-sync');
    await file.sync();
    faultPoint('blob.after-sync');
  } finally {
    await file.close();
  }
  return { sha256: sha256Schema.parse(hash.digest('hex')), sizeBytes };
}

async function removeLeftovers(files: BlobFiles, folder: string, beforeMs: number): Promise<void> {
  for (const { path, modifiedMs } of await files.list(folder)) {
    if (modifiedMs < beforeMs) await files.remove(path);
  }
}

async function mapped<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw blobFailure(error);
  }
}
