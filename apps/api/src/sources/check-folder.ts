import { readdir, realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { CarrelError } from '@carrel/core';

/**
 * Whether a folder can be watched: an absolute path of a folder that can be read, neither inside a folder of Carrel's own nor
 * around one, where it would eat its own files.
 *
 * @param ownFolders folders of Carrel's own, absolute.
 * @throws SOURCE_LOCATION_REFUSED, SOURCE_UNREACHABLE.
 */
export async function checkFolder(path: string, ownFolders: readonly string[]): Promise<void> {
  if (!isAbsolute(path) || path.includes('\0')) throw new CarrelError('SOURCE_LOCATION_REFUSED', { message: 'expected an absolute path' });
  const folder = await realpath(path).catch(unreachable);
  await readdir(folder).catch(unreachable);
  for (const own of ownFolders) {
    const ownPath = await realpath(own).catch(() => own);
    if (isWithin(folder, ownPath) || isWithin(ownPath, folder))
      throw new CarrelError('SOURCE_LOCATION_REFUSED', { message: 'the folder lies in the data folder of Carrel, or around it' });
  }
}

function unreachable(cause: unknown): never {
  throw new CarrelError('SOURCE_UNREACHABLE', { message: 'expected a folder that can be read', cause });
}

function isWithin(inner: string, outer: string): boolean {
  const way = relative(outer, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
