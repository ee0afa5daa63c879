import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CarrelError, isMissingFile } from '@carrel/core';
import type { TiledLog } from './read-tiled-log.ts';

/** A tiled log in a folder: `audit-log` of a data folder, a copy of it, or an evidence bundle that was unpacked. */
export async function openFolderLog(folder: string): Promise<TiledLog> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new CarrelError('INVALID_REQUEST', { message: `The folder ${folder} cannot be read.`, cause: error });
  });
  const shards = names.filter((name) => /^\d{4}$/.test(name)).map(Number);
  if (shards.length === 0)
    throw new CarrelError('INVALID_REQUEST', { message: `Expected a log in ${folder}: folders that are named by years, such as 2026.` });
  return {
    shards: shards.toSorted((left, right) => left - right),
    async read(path) {
      try {
        return await readFile(join(folder, path));
      } catch (error) {
        if (isMissingFile(error)) return null;
        throw error;
      }
    },
  };
}
