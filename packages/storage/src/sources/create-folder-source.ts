import { CarrelError, type Clock, type SourceItem, type SourceReader } from '@carrel/core';
import ignore from 'ignore';
import { dirname, join } from 'node:path';
import type { BigIntStats } from 'node:fs';
import { type FolderFiles, nodeFolderFiles } from './folder-files.ts';
import { walkFolder } from './walk-folder.ts';

export interface FolderSourceOptions {
  /** Absolute path. It may be a link itself; what lies below is never left through one. */
  readonly root: string;
  /** Patterns in the language of `.gitignore`, beside those that always hold. */
  readonly ignore: readonly string[];
  /** A file that was touched less than this ago is taken to be still in the making, in milliseconds. */
  readonly settleMs: number;
}

/** What no folder means to have in a knowledge base: hidden things, halves of downloads, locks and caches of programs. */
const alwaysIgnored = [
  '.*',
  '~$*',
  '*.tmp',
  '*.temp',
  '*.part',
  '*.partial',
  '*.crdownload',
  '*.swp',
  '*~',
  'Thumbs.db',
  'desktop.ini',
  '@eaDir/',
  'lost+found/',
  'node_modules/',
];
const readBytes = 256 * 1024;

/** A folder of this machine, or a network drive that is mounted here. */
export function createFolderSource(
  deps: { readonly clock: Pick<Clock, 'nowMs'>; readonly files?: FolderFiles },
  options: FolderSourceOptions,
): SourceReader {
  const { files = nodeFolderFiles, clock } = deps;
  const matcher = ignore()
    .add(alwaysIgnored)
    .add([...options.ignore]);
  const isIgnored = (path: string) => matcher.ignores(path);
  let stamps = new Map<string, string>();
  let realPaths = new Map<string, string>();

  async function openRoot(): Promise<{ readonly path: string; readonly stats: BigIntStats }> {
    try {
      const path = await files.realPath(options.root);
      const stats = await files.follow(path);
      if (!stats.isDirectory()) throw new CarrelError('SOURCE_UNREACHABLE', { message: 'expected a folder' });
      await files.list(path);
      return { path, stats };
    } catch (cause) {
      throw new CarrelError('SOURCE_UNREACHABLE', { message: 'the folder is not there or cannot be read', cause });
    }
  }

  const isSettled = (path: string, stats: BigIntStats, stamp: string): boolean => {
    // The time of change is the kernel's: whatever a program does to the other times, a write sets it.
    const ageMs = clock.nowMs() - Number(stats.ctimeMs);
    // A clock that is behind that of the file server would never let a file settle: then two equal looks do.
    return ageMs >= options.settleMs || (ageMs < 0 && stamps.get(path) === stamp);
  };

  return {
    async list(signal) {
      const root = await openRoot();
      const walk = await walkFolder(files, root.path, { isIgnored, signal });
      const items = walk.files.map(({ path, stats }): SourceItem => {
        const stamp = stampOf(stats);
        const volume = String(stats.dev);
        return { path, stamp, volume, sizeBytes: Number(stats.size), isSettled: isSettled(path, stats, stamp) };
      });
      stamps = new Map(items.map(({ path, stamp }) => [path, stamp]));
      realPaths = new Map(walk.files.map(({ path, realPath }) => [path, realPath]));
      return { identity: `${root.stats.dev}:${root.stats.ino}`, items, unreadable: walk.unreadable, skipped: walk.skipped };
    },

    async *open(item) {
      const root = await openRoot();
      yield* readFile(files, join(root.path, realPaths.get(item.path) ?? item.path), item);
    },

    async isGone({ path, volume }) {
      const root = await openRoot();
      const full = join(root.path, realPaths.get(path) ?? path);
      const there = await lookIfThere(files, full);
      if (there === 'unknown') return false;
      if (there !== null) return !there.isFile() || isIgnored(path);
      // The nearest folder that is left: when it lies on another disk than the file did, a mount has gone, not the file.
      for (let folder = dirname(full); folder.length >= root.path.length; folder = dirname(folder)) {
        const stats = await lookIfThere(files, folder);
        if (stats === 'unknown') return false;
        if (stats !== null) return String(stats.dev) === volume;
      }
      return false;
    },
  };
}

function stampOf(stats: BigIntStats): string {
  return `${stats.size}:${stats.mtimeNs}:${stats.ino}`;
}

async function lookIfThere(files: FolderFiles, path: string): Promise<BigIntStats | null | 'unknown'> {
  try {
    return await files.look(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : 'unknown';
  }
}

/** The bytes of the file that was listed: the one at this very place, reached through no link, unchanged to the end. */
async function* readFile(files: FolderFiles, path: string, item: SourceItem): AsyncGenerator<Uint8Array> {
  const file = await files.open(path).catch((cause: unknown) => {
    throw new CarrelError('SOURCE_FILE_UNREADABLE', { message: 'the file cannot be opened', cause });
  });
  try {
    const stats = await file.look();
    const place = await files.follow(await files.realPath(path)).catch(() => null);
    const isInside = (await files.realPath(path).catch(() => null)) === path && place?.ino === stats.ino && place.dev === stats.dev;
    if (!isInside || !stats.isFile() || stampOf(stats) !== item.stamp) throw new CarrelError('SOURCE_FILE_CHANGED');
    for (;;) {
      const buffer = new Uint8Array(readBytes);
      const sizeBytes = await file.read(buffer).catch((cause: unknown) => {
        throw new CarrelError('SOURCE_FILE_UNREADABLE', { message: 'the file cannot be read', cause });
      });
      if (sizeBytes === 0) break;
      yield buffer.subarray(0, sizeBytes);
    }
    if (stampOf(await file.look()) !== item.stamp) throw new CarrelError('SOURCE_FILE_CHANGED');
  } finally {
    await file.close();
  }
}
