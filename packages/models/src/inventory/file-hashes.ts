import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Sha256 } from '@carrel/core';
import { sha256Schema } from '@carrel/core';
import { z } from 'zod';

/** SHA-256 of model files, each computed once: a file of many gigabytes takes a while. */
export interface FileHashes {
  /**
   * SHA-256 over the bytes of all the parts, in order; of the file itself for one that is not split.
   * @throws the errors of reading a file; the signal's reason.
   */
  hash(partPaths: readonly string[], signal?: AbortSignal): Promise<Sha256>;
  /** The same, with every byte read anew, whatever is remembered of the file; remembered from then on. */
  refresh(partPaths: readonly string[], signal?: AbortSignal): Promise<Sha256>;
  /** The same where it is known already, else null. */
  known(partPaths: readonly string[]): Promise<Sha256 | null>;
}

const entrySchema = z.object({ stamp: z.string(), sha256: sha256Schema });
const cacheSchema = z.record(z.string(), entrySchema);
type Cache = z.infer<typeof cacheSchema>;

const readChunkBytes = 4 * 1024 * 1024;

/**
 * Keeps the digests in a small JSON file. An entry holds as long as path, size, modification time and inode of every part
 * are the same. Several processes may share the file: each write keeps the others' entries, and a lost one costs only time.
 */
export function createFileHashes(options: { readonly cachePath: string }): FileHashes {
  async function refresh(partPaths: readonly string[], signal?: AbortSignal): Promise<Sha256> {
    const stamp = await stampOf(partPaths);
    const sha256 = await digestFiles(partPaths, signal);
    if ((await stampOf(partPaths)) === stamp) await writeEntry(options.cachePath, keyOf(partPaths), { stamp, sha256 });
    return sha256;
  }
  return {
    refresh,
    known: async (partPaths) => {
      const cached = (await readCache(options.cachePath))[keyOf(partPaths)];
      return cached !== undefined && cached.stamp === (await stampOf(partPaths)) ? cached.sha256 : null;
    },
    hash: async (partPaths, signal) => {
      const cached = (await readCache(options.cachePath))[keyOf(partPaths)];
      return cached !== undefined && cached.stamp === (await stampOf(partPaths)) ? cached.sha256 : refresh(partPaths, signal);
    },
  };
}

const keyOf = (partPaths: readonly string[]): string => partPaths[0] ?? '';

async function stampOf(partPaths: readonly string[]): Promise<string> {
  const stamps = await Promise.all(
    partPaths.map(async (path) => {
      const { size, mtimeNs, ino } = await stat(path, { bigint: true });
      return `${size}:${mtimeNs}:${ino}`;
    }),
  );
  return stamps.join(',');
}

/** SHA-256 over the bytes of the files, in order, read anew. */
export async function digestFiles(partPaths: readonly string[], signal?: AbortSignal): Promise<Sha256> {
  const hash = createHash('sha256');
  for (const path of partPaths) {
    const chunks: AsyncIterable<Buffer> = createReadStream(path, {
      highWaterMark: readChunkBytes,
      ...(signal === undefined ? {} : { signal }),
    });
    for await (const chunk of chunks) hash.update(chunk);
  }
  return sha256Schema.parse(hash.digest('hex'));
}

/** A cache that is missing or unreadable is empty. */
async function readCache(cachePath: string): Promise<Cache> {
  try {
    const parsed = cacheSchema.safeParse(JSON.parse(await readFile(cachePath, 'utf8')));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** Not being able to keep a digest (read-only folder, full disk) costs time at the next start, and nothing else. */
async function writeEntry(cachePath: string, key: string, entry: Cache[string]): Promise<void> {
  const temporaryPath = `${cachePath}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(cachePath), { recursive: true });
    const cache = { ...(await readCache(cachePath)), [key]: entry };
    await writeFile(temporaryPath, `${JSON.stringify(cache, null, 2)}\n`, { mode: 0o600 });
    await rename(temporaryPath, cachePath);
  } catch {
    return;
  }
}
