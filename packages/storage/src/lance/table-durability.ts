import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFile, syncFolder } from '../blobs/sync-to-disk.ts';

/** LanceDB's only file that is written again under the same name. */
const rewritten = 'latest_version_hint.json';

/** The calls that wait for the disk; a test looks at them. */
export interface Disk {
  syncFile(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
}

export interface TableDurability {
  syncNewFiles(): Promise<void>;
}

/**
 * Puts a table on the disk. LanceDB writes files and never syncs them (0 calls of fsync, checked with strace), so a power
 * cut could leave a table whose newest parts are empty. Its files are written once and never changed, so each is synced
 * once, and each folder that got a new one.
 */
export function createTableDurability(tableFolder: string, disk: Disk = { syncFile, syncFolder }): TableDurability {
  let known: ReadonlySet<string> = new Set();
  return {
    async syncNewFiles() {
      const entries = await readdir(tableFolder, { recursive: true, withFileTypes: true });
      const paths = entries.map((entry) => ({ path: join(entry.parentPath, entry.name), isFile: entry.isFile(), name: entry.name }));
      const fresh = paths.filter(({ path, name }) => !known.has(path) || name === rewritten);
      for (const { path } of fresh.filter((entry) => entry.isFile)) await disk.syncFile(path);
      const folders = new Set(fresh.map(({ path }) => dirname(path)));
      if (known.size === 0) folders.add(tableFolder).add(dirname(tableFolder));
      for (const folder of folders) await disk.syncFolder(folder);
      known = new Set(paths.map(({ path }) => path));
    },
  };
}
