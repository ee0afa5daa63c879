import { constants } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';

/** What is read of a watched folder; tests put faults and other file systems in between. */
export interface FolderFiles {
  /** @returns the path without any link in it. */
  realPath(path: string): Promise<string>;
  list(path: string): Promise<readonly FolderEntry[]>;
  /** Of the thing itself: a link is not followed. */
  look(path: string): Promise<BigIntStats>;
  follow(path: string): Promise<BigIntStats>;
  open(path: string): Promise<OpenFolderFile>;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

export interface OpenFolderFile {
  look(): Promise<BigIntStats>;
  read(buffer: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

export const nodeFolderFiles: FolderFiles = {
  realPath: (path) => realpath(path),
  look: (path) => lstat(path, { bigint: true }),
  follow: (path) => stat(path, { bigint: true }),
  async list(path) {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other' }));
  },
  async open(path) {
    // No link is followed, and a pipe that took the file's place does not block.
    // oxlint-disable-next-line no-bitwise -- flags of open(2)
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    return {
      look: () => file.stat({ bigint: true }),
      read: async (buffer) => (await file.read(buffer, 0, buffer.length)).bytesRead,
      close: () => file.close(),
    };
  },
};
