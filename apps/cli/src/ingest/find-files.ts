import { openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { CarrelError } from '@carrel/core';
import { UsageError } from '../usage-error.ts';

/** Something to upload. */
export interface UploadFile {
  /** The document's place in the collection, with slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** The content, read when it is sent. */
  open(): Promise<Blob>;
}

/** A file of this machine; its place is its path below the folder that was given. */
export interface LocalFile extends UploadFile {
  readonly localPath: string;
}

/**
 * The files behind paths: a file by its name, a folder's files by their path below it, in order of path. Names that begin
 * with a dot are left out.
 *
 * @throws NOT_FOUND for a path where nothing is; UsageError when two files would take the same place.
 */
export async function findFiles(paths: readonly string[]): Promise<readonly LocalFile[]> {
  const found = (await Promise.all(paths.map(filesBehind))).flat();
  const places = new Map<string, LocalFile>();
  for (const file of found) {
    const other = places.get(file.path);
    if (other !== undefined && other.localPath !== file.localPath) {
      throw new UsageError(
        `${other.localPath} and ${file.localPath} would both become ${file.path}. Ingest them into two collections, or the folder above them.`,
      );
    }
    places.set(file.path, file);
  }
  return [...places.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

async function filesBehind(path: string): Promise<readonly LocalFile[]> {
  const root = resolve(path);
  const found = await stat(root).catch(() => null);
  if (found === null) throw new CarrelError('NOT_FOUND', { message: `There is nothing at ${path}.` });
  if (!found.isDirectory()) return [localFile(root, basename(root), found.size)];
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((name) => !name.split(sep).some((part) => part.startsWith('.')));
  const files = await Promise.all(names.map((name) => fileAt(root, name)));
  return files.filter((file) => file !== null);
}

/** Null for what is no file: a link into nowhere or to a folder, a socket. */
async function fileAt(root: string, name: string): Promise<LocalFile | null> {
  const localPath = join(root, name);
  const found = await stat(localPath).catch(() => null);
  return found?.isFile() === true ? localFile(localPath, name.split(sep).join('/'), found.size) : null;
}

/** Node says ERR_INVALID_ARG_VALUE of a file that is not there, or may not be read. */
async function openFile(localPath: string): Promise<Blob> {
  try {
    return await openAsBlob(localPath);
  } catch (error) {
    throw new CarrelError('SOURCE_FILE_UNREADABLE', { cause: error });
  }
}

function localFile(localPath: string, path: string, sizeBytes: number): LocalFile {
  return { localPath, path, sizeBytes, open: () => openFile(localPath) };
}
