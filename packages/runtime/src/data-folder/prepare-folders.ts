import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { CarrelError } from '@carrel/core';
import type { RuntimePaths } from './runtime-paths.ts';

/**
 * Makes the folders of a data folder: what is private gets mode 0700.
 *
 * @throws INVALID_CONFIGURATION when the folder for sockets belongs to somebody else: under a shared temporary folder,
 * another user of the machine could have made it to listen in.
 */
export function prepareFolders(paths: RuntimePaths): void {
  for (const folder of [paths.dataDir, paths.runDir, paths.keysDir, paths.tempDir, paths.socketDir]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  for (const folder of [paths.blobsDir, paths.indexDir, paths.modelsDir]) mkdirSync(folder, { recursive: true });
  for (const folder of [paths.runDir, paths.keysDir, paths.socketDir]) assertOwn(folder);
}

function assertOwn(folder: string): void {
  const found = lstatSync(folder);
  const ownId = process.getuid?.();
  if (!found.isDirectory() || (ownId !== undefined && found.uid !== ownId)) {
    throw new CarrelError('INVALID_CONFIGURATION', { message: `${folder}: expected a folder that belongs to this user` });
  }
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}
