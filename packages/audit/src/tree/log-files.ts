import { isMissingFile, unlessMissing } from '@carrel/core';
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { placePath, tileWidth, type TilePlace } from '@carrel/tlog';
import { syncFolder } from '../disk/sync-folder.ts';

/** A tile or a bundle as a file. */
export interface LogFile {
  readonly place: TilePlace;
  readonly data: Uint8Array;
}

/**
 * The log as plain files in the layout of C2SP tlog-tiles, one folder a shard: `2026/checkpoint`, `2026/tile/…`, and beside
 * them `2026/keys.txt` with the key that signs. Any web server can serve it, any backup can copy it.
 */
export interface LogFiles {
  /** The checkpoint as it was last written; null when there is none. */
  readCheckpoint(shard: number): Promise<string | null>;
  /** Each file is there as a whole and durable before this resolves. */
  writeFiles(shard: number, files: readonly LogFile[]): Promise<void>;
  /** Replaces checkpoint and key: what they speak of must have been written before. */
  writeCheckpoint(shard: number, content: { readonly note: string; readonly verifierKey: string }): Promise<void>;
  /** Removes partial tiles and bundles that are narrower than `keepWidth`, and all of them once the full one is there. */
  removeNarrower(shard: number, place: TilePlace, keepWidth: number): Promise<void>;
}

const fileMode = 0o600;
const folderMode = 0o700;

export function createLogFiles(options: { readonly folder: string }): LogFiles {
  const pathOf = (shard: number, path: string) => join(options.folder, String(shard), path);
  return {
    async readCheckpoint(shard) {
      try {
        return await readFile(pathOf(shard, 'checkpoint'), 'utf8');
      } catch (error) {
        if (isMissingFile(error)) return null;
        throw error;
      }
    },
    async writeFiles(shard, files) {
      await Promise.all(files.map(({ place, data }) => writeWhole(pathOf(shard, placePath(place)), data)));
    },
    async writeCheckpoint(shard, { note, verifierKey }) {
      await writeWhole(pathOf(shard, 'keys.txt'), `${verifierKey}\n`);
      await writeWhole(pathOf(shard, 'checkpoint'), note);
    },
    async removeNarrower(shard, place, keepWidth) {
      const folder = `${pathOf(shard, placePath({ ...place, width: tileWidth }))}.p`;
      if (place.width === tileWidth) {
        await rm(folder, { recursive: true, force: true });
        return;
      }
      const names = await unlessMissing(readdir(folder), []);
      const narrower = names.filter((name) => /^\d+$/.test(name) && Number(name) < keepWidth);
      await Promise.all(narrower.map((name) => rm(join(folder, name), { force: true })));
    },
  };
}

/** Under another name first, then renamed: a reader sees the old file or the new one, also after a power cut. */
async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: folderMode });
  const temporaryPath = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  const file = await open(temporaryPath, 'wx', fileMode);
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporaryPath, path);
  await syncFolder(folder);
}
