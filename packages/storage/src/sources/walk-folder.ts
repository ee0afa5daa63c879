import type { BigIntStats } from 'node:fs';
import { join } from 'node:path';
import type { FolderFiles } from './folder-files.ts';

/** A regular file below the root. */
export interface FoundFile {
  /** Slash-separated, below the root, in Unicode NFC. */
  readonly path: string;
  /** The same with the names as the file system has them. */
  readonly realPath: string;
  readonly stats: BigIntStats;
}

export interface FolderWalk {
  readonly files: readonly FoundFile[];
  /** Folders and files that could not be looked at, by path; their content is unknown. */
  readonly unreadable: readonly string[];
  readonly skipped: number;
}

const looksAtOnce = 32;

/**
 * Every regular file below the root. Links are not followed, so nothing outside the root is met; other things are counted
 * and left. Of two names that are one in NFC, the first is taken.
 *
 * @param isIgnored asked with the path, and a slash at its end for a folder.
 */
export async function walkFolder(
  files: FolderFiles,
  root: string,
  options: { readonly isIgnored: (path: string) => boolean; readonly signal: AbortSignal },
): Promise<FolderWalk> {
  const found = new Map<string, FoundFile>();
  const unreadable: string[] = [];
  let skipped = 0;
  const folders: { readonly path: string; readonly realPath: string }[] = [{ path: '', realPath: '' }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    options.signal.throwIfAborted();
    const { path: folderPath, realPath: folderRealPath } = folder;
    const entries = await files.list(join(root, folderRealPath)).catch(() => null);
    if (entries === null) {
      unreadable.push(folderPath);
      continue;
    }
    const below = entries.map((entry) => ({
      kind: entry.kind,
      path: joined(folderPath, entry.name.normalize('NFC')),
      realPath: joined(folderRealPath, entry.name),
    }));
    const wanted = below.filter(({ kind, path }) => kind === 'other' || !options.isIgnored(kind === 'folder' ? `${path}/` : path));
    skipped += wanted.filter(({ kind }) => kind === 'other').length;
    folders.push(...wanted.filter(({ kind }) => kind === 'folder'));
    const regular = wanted.filter(({ kind, path }) => kind === 'file' && !found.has(path));
    for (let start = 0; start < regular.length; start += looksAtOnce) {
      const looked = regular.slice(start, start + looksAtOnce).map(async ({ path, realPath }) => {
        const stats = await files.look(join(root, realPath)).catch(() => null);
        if (stats === null) unreadable.push(path);
        else if (stats.isFile()) found.set(path, { path, realPath, stats });
        else skipped += 1;
      });
      await Promise.all(looked);
    }
  }
  return { files: [...found.values()], unreadable, skipped };
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
